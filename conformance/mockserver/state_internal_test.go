package mockserver

import (
	"encoding/json"
	"testing"
)

func TestShowHidesSecrets(t *testing.T) {
	t.Parallel()
	type secrets struct {
		Bucket, SecretKey, PrivateKey, SasToken string
		Nested                                  []map[string]any
	}
	shown, err := show([]any{secrets{"b", "1", "2", "3", []map[string]any{{"accessKey": "4", "password": "5", "name": "n"}}}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(shown)
	if err != nil {
		t.Fatal(err)
	}
	if want := `[{"Bucket":"b","Nested":[{"name":"n"}]}]`; string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, err := show([]any{func() {}}); err == nil {
		t.Error("what is no JSON is shown")
	}
}

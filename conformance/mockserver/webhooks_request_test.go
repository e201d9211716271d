package mockserver_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/gen/server"
)

func TestServer_SendWebhook(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, test := range []struct {
		name, event string
		payload     any
		want        string // of the error, or of the payload
	}{
		{"filled in", "file.deleted", object{"data": object{"fileId": "x"}}, `"data":{"fileId":"x"}`},
		{
			"a Go type", "file-version.deleted",
			server.FileVersionDeletedEvent{Type: "file-version.deleted", ID: "my-id"},
			`"id":"my-id"`,
		},
		{"new fields", "file.deleted", object{"data": object{"fileId": "x"}, "new": true}, `"new":true`},
		{"an unknown event", "file.archived", nil, "invalid event parameter"},
		{"another type", "file.deleted", object{"type": "file.created", "data": object{"fileId": "x"}}, "payload.type"},
		{"a missing field", "file.deleted", object{"data": object{}}, "payload.data.fileId"},
		{"a wrong field", "file.deleted", object{"data": object{"fileId": 1}}, "payload.data.fileId"},
		{"no object", "file.deleted", []string{"x"}, "it is no JSON object"},
		{"no JSON", "file.deleted", func() {}, "func()"},
	} {
		t.Run(test.name, func(t *testing.T) {
			record, err := s.SendWebhook(test.event, test.payload)
			if err == nil && (record.Event != test.event || record.ID == "") {
				t.Errorf("got %+v", record)
			}
			if got := fmt.Sprint(err, string(record.Payload)); !strings.Contains(strings.ToLower(got),
				strings.ToLower(test.want)) {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

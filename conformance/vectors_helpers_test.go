package conformance_test

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/helpers"
)

func runPHash(v vector, _ string) (any, error) {
	var in struct{ A, B string }
	if err := json.Unmarshal(v.Input, &in); err != nil {
		return nil, err
	}
	distance, err := helpers.PHashDistance(in.A, in.B)
	if err != nil {
		return map[string]bool{"error": true}, nil
	}
	return map[string]int{"distance": distance}, nil
}

func runKeyedFileName(v vector, _ string) (any, error) {
	var in struct{ FileName, Key string }
	if err := json.Unmarshal(v.Input, &in); err != nil {
		return nil, err
	}
	return map[string]string{"storedName": imagekit.KeyedFileName(in.FileName, in.Key)}, nil
}

func runWebhook(v vector, _ string) (any, error) {
	var in struct {
		Scheme, Secret, Body string
		Headers              map[string]string
	}
	if err := json.Unmarshal(v.Input, &in); err != nil {
		return nil, err
	}
	header := http.Header{}
	for name, value := range in.Headers {
		header[name] = []string{value} // not in canonical form: the spelling of the vector is tested
	}
	o := helpers.WebhookOptions{Secrets: []string{in.Secret}, Now: func() time.Time { return time.Unix(v.Now, 0) }}
	if in.Scheme == "legacy" {
		o.Scheme, o.Tolerance = helpers.LegacyWebhooks, -1 // these vectors are checked without a time limit
	} else {
		o.Scheme = helpers.StandardWebhooks
	}
	if _, err := helpers.VerifyWebhook(header, []byte(in.Body), o); err != nil {
		return map[string]bool{"error": true}, nil
	}
	return map[string]bool{"ok": true}, nil
}

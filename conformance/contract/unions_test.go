package contract_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

func TestUnions_UnknownKinds(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a new kind":                    `{"type": "FTP", "name": "FTP", "host": "ftp.example.com"}`,
		"a kind in another case":        `{"type": "ftp", "name": "Ftp"}`,
		"a kind that is null":           `{"type": null, "name": null}`,
		"a kind that is not a string":   `{"type": 1, "name": {}}`,
		"a kind that is missing":        `{"id": "1"}`,
		"a value that is not an object": `"FTP"`,
		"a value that is an empty list": `[]`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newService(t, reply{})
			c := s.client(t)

			s.setReply(200, text)
			origin := check.Call(c.GetOrigin(t.Context(), "1")).Must(t)
			assertRaw(t, origin, text)

			s.setReply(200, `[`+text+`]`)
			origins := check.Call(c.ListOrigins(t.Context())).Must(t)
			assertRaw(t, &origins[0], text)

			s.setReply(200, `{"config": `+text+`}`)
			extension := check.Call(c.GetSavedExtension(t.Context(), "1")).Must(t)
			assertRaw(t, &extension.Config, text)

			s.setReply(200, `{"urlRewriter": `+text+`}`)
			endpoint := check.Call(c.GetURLEndpoint(t.Context(), "1")).Must(t)
			assertRaw(t, &endpoint.URLRewriter, text)
		})
	}
}

// assertRaw checks that a union contains text as raw JSON, and is encoded as the same JSON.
func assertRaw(t *testing.T, u union, text string) {
	t.Helper()
	value, err := u.Value()
	raw, ok := value.(json.RawMessage)
	if err != nil || !ok || string(raw) != text {
		t.Errorf("value of %T is %T %s: %v", u, value, value, err)
	}
	check.SameJSON(t, fmt.Sprintf("%T", u), text, string(check.Encode(t, u)))
}

func TestUnions_Empty(t *testing.T) {
	t.Parallel()
	for _, u := range []union{
		new(imagekit.Origin), new(imagekit.ExtensionConfig), new(imagekit.URLRewriter),
		new(imagekit.Extension),
	} {
		if value, err := u.Value(); err != nil || u.Kind() != "" || len(value.(json.RawMessage)) != 0 {
			t.Errorf("%T holds %v of kind %q: %v", u, value, u.Kind(), err)
		}
		if text := check.Encode(t, u); string(text) != "null" {
			t.Errorf("%T is encoded as %s", u, text)
		}
	}
}

// TestUnions_PrintedSecrets checks that the properties that are writeOnly in the document are not printed.
func TestUnions_PrintedSecrets(t *testing.T) {
	t.Parallel()
	secrets := map[string]bool{}
	for _, schema := range spec.Document(t).Components.Schemas {
		for _, part := range append(openapi3.SchemaRefs{schema}, schema.Value.AllOf...) {
			for name, property := range part.Value.Properties {
				if property.Value.WriteOnly {
					secrets[name] = true
				}
			}
		}
	}
	if len(secrets) < 6 {
		t.Errorf("only %d secrets in the document", len(secrets))
	}
	for name := range secrets {
		var origin imagekit.OriginRequest
		check.NoError(t, origin.UnmarshalJSON(fmt.Appendf(nil, `{"type":"S3",%q:"s3cr3t"}`, name)))
		if text := fmt.Sprint(origin); strings.Contains(text, "s3cr3t") || !strings.Contains(text, name) {
			t.Errorf("the printed text contains a secret: %s", text)
		}
	}
}

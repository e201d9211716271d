package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/helpers"
)

// exchange sends a request, with the private key if there is one. It fails for a status that is not 2xx.
func (p *process) exchange(method, path, contentType string, body []byte) ([]byte, error) {
	req, err := http.NewRequest(method, p.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if p.key != "" {
		req.SetBasicAuth(p.key, "")
	}
	req.Header.Set("Content-Type", contentType)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode/100 != 2 {
		err = refused{method + " " + path, res.StatusCode, string(text)}
	}
	return text, err
}

// refused is an answer that is no success.
type refused struct {
	request string
	status  int
	body    string
}

func (r refused) Error() string { return fmt.Sprintf("%s: %d %s", r.request, r.status, r.body) }

func (p *process) download(path string) ([]byte, error) {
	return p.exchange(http.MethodGet, path, "", nil)
}

// call calls the API with a JSON body, if there is one, and decodes the answer, if result is not nil.
func (p *process) call(method, path string, body, result any) error {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	text, err := p.exchange(method, path, "application/json", text)
	if err != nil || result == nil {
		return err
	}
	return json.Unmarshal(text, result)
}

// uploaded is the answer to an upload.
type uploaded struct {
	FileID, FilePath string
	VersionInfo      struct{ ID string }
}

// send uploads a file, with fields in pairs of name and value.
func (p *process) send(name string, content []byte, fields ...string) (r uploaded, err error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	fields = append(fields, "fileName", name, "useUniqueFileName", "false")
	for i := 0; i < len(fields); i += 2 {
		err = errors.Join(err, form.WriteField(fields[i], fields[i+1]))
	}
	part, fileErr := form.CreateFormFile("file", name)
	if err = errors.Join(err, fileErr); err != nil {
		return r, err
	}
	_, err = part.Write(content)
	if err = errors.Join(err, form.Close()); err != nil {
		return r, err
	}
	text, err := p.exchange(http.MethodPost, "/api/v1/files/upload", form.FormDataContentType(), body.Bytes())
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(text, &r)
}

// upload uploads files until the server is gone. Small files and large ones take different ways to the disk.
func (l *ledger) upload(p *process, life, worker int) {
	for i := 0; ; i++ {
		name := fmt.Sprintf("%d-%d-%d.bin", life, worker, i)
		size := 100
		if i%3 == 2 {
			size = 3 << 20
		}
		content := bytes.Repeat([]byte(name), size/len(name)+1)
		r, err := p.send(name, content, "folder", "/dir")
		if err != nil {
			return
		}
		l.answered(func() { l.content[r.FilePath] = upload{r.FileID, content, life} })
	}
}

// deleteFiles deletes the files that were uploaded in some earlier life.
func (l *ledger) deleteFiles(p *process, life int) {
	for path, u := range l.uploadsOf(life) {
		l.mu.Lock()
		delete(l.content, path)
		l.mu.Unlock()
		if p.call(http.MethodDelete, "/v1/files/"+u.id, nil, nil) != nil {
			return
		}
		l.answered(func() { l.set("versions", u.id, false) })
	}
}

// of returns the uploads of a life.
func (l *ledger) uploadsOf(life int) map[string]upload {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := map[string]upload{}
	for path, u := range l.content {
		if u.round == life {
			all[path] = u
		}
	}
	return all
}

// resources are what clients create and delete, with the names of the lists in the state of the server.
var resourceKinds = []struct {
	kind, path string
	body       func(name string) map[string]any
}{
	{"customMetadataFields", "/v1/customMetadataFields", func(name string) map[string]any {
		return map[string]any{"name": name, "label": name, "schema": map[string]any{"type": "Text"}}
	}},
	{"origins", "/v1/accounts/origins", func(name string) map[string]any {
		return map[string]any{"type": "WEB_FOLDER", "name": name, "baseUrl": "https://example.com/"}
	}},
	{"urlEndpoints", "/v1/accounts/url-endpoints", func(name string) map[string]any {
		return map[string]any{"description": name, "urlPrefix": name, "origins": []string{}}
	}},
	{"savedExtensions", "/v1/saved-extensions", func(name string) map[string]any {
		return map[string]any{"name": name, "description": name, "config": map[string]any{"name": "remove-bg"}}
	}},
	{"namedTransformations", "/v1/named-transformations", func(name string) map[string]any {
		return map[string]any{"name": name, "transformation": "tr:w-100"}
	}},
	{"webhookEndpoints", "/v1/accounts/webhooks", func(name string) map[string]any {
		return map[string]any{"endpoint": "http://127.0.0.1:1/" + name, "events": []string{"file.deleted"}}
	}},
}

// changeAccount changes everything that is no upload, one thing after the other, until the server is gone. It begins
// with another thing in every life.
func (l *ledger) changeAccount(p *process, life int) {
	changes := []func(*process, string) error{l.changeResources, l.changeFolders, l.changeFile, l.spendToken}
	for i := life; ; i++ {
		err := changes[i%len(changes)](p, fmt.Sprintf("n%dx%d", life, i))
		if r, ok := errors.AsType[refused](err); ok {
			p.t.Error(r)
		}
		if err != nil {
			return
		}
	}
}

// changeResources deletes the resource of every kind that was created last, and creates another one.
func (l *ledger) changeResources(p *process, name string) error {
	for _, r := range resourceKinds {
		if id, ok := l.anyID(r.kind); ok {
			l.forget(r.kind, id)
			if err := p.call(http.MethodDelete, r.path+"/"+id, nil, nil); err != nil {
				return err
			}
			l.answered(func() { l.set(r.kind, id, false) })
		}
		var created struct{ ID string }
		if err := p.call(http.MethodPost, r.path, r.body(name), &created); err != nil {
			return err
		}
		l.answered(func() { l.set(r.kind, created.ID, true) })
	}
	return nil
}

// one returns something of a kind that exists.
func (l *ledger) anyID(kind string) (id string, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, exists := range l.resources[kind] {
		if exists {
			return id, true
		}
	}
	return "", false
}

// changeFolders creates a folder and renames it, which is a bulk job with a purge.
func (l *ledger) changeFolders(p *process, name string) error {
	err := p.call(http.MethodPost, "/v1/folder", map[string]any{"folderName": name, "parentFolderPath": "/"}, nil)
	if err != nil {
		return err
	}
	l.answered(func() { l.set("folders", "/"+name, true) })
	l.forget("folders", "/"+name)
	var job struct{ JobID, PurgeRequestID string }
	err = p.call(http.MethodPost, "/v1/bulkJobs/renameFolder", map[string]any{
		"folderPath": "/" + name, "newFolderName": name + "-renamed", "purgeCache": true,
	}, &job)
	if err != nil {
		return err
	}
	l.answered(func() {
		l.set("folders", "/"+name, false)
		l.set("folders", "/"+name+"-renamed", true)
		l.set("jobs", job.JobID, true)
	})
	return nil
}

// changeFile adds a version to a file and sets its tags.
func (l *ledger) changeFile(p *process, name string) error {
	life, _, _ := strings.Cut(name, "x")
	r, err := p.send("versions-"+life+".txt", []byte(name))
	if err != nil {
		return err
	}
	l.answered(func() {
		l.set("versions", r.VersionInfo.ID, true)
		delete(l.tags, r.FileID) // until they are set
	})
	err = p.call(http.MethodPatch, "/v1/files/"+r.FileID+"/details", map[string]any{"tags": []string{name}}, nil)
	if err != nil {
		return err
	}
	l.answered(func() { l.tags[r.FileID] = name })
	return nil
}

// spendToken uploads as a browser does, and purges what was uploaded.
func (l *ledger) spendToken(p *process, name string) error {
	spent := token{name, time.Now().Add(time.Hour / 2).Unix()}
	if err := p.uploadWithToken(spent, "token.txt"); err != nil {
		return err
	}
	l.answered(func() { l.tokens = append(l.tokens[max(len(l.tokens)-4, 0):], spent) })
	var purge struct{ RequestID string }
	url := p.base + "/" + mockserver.DefaultImageKitID + "/token.txt"
	if err := p.call(http.MethodPost, "/v1/files/purge", map[string]any{"url": url}, &purge); err != nil {
		return err
	}
	l.answered(func() { l.set("purges", purge.RequestID, true) })
	return nil
}

// uploadWithToken uploads as a browser does.
func (p *process) uploadWithToken(t token, name string) error {
	browser := &process{base: p.base}
	_, err := browser.send(name, []byte(t.text), "token", t.text, "expire", strconv.FormatInt(t.expire, 10),
		"signature", helpers.SignUpload(mockserver.DefaultPrivateKey, t.text, t.expire),
		"publicKey", mockserver.DefaultPublicKey)
	return err
}

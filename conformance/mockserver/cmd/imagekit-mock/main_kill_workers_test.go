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

// exchange sends a request and returns the body of the response. For a status other than 2xx it returns a refused
// error.
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

// refused is a response whose status is not 2xx.
type refused struct {
	request string
	status  int
	body    string
}

func (r refused) Error() string { return fmt.Sprintf("%s: %d %s", r.request, r.status, r.body) }

func (p *process) download(path string) ([]byte, error) {
	return p.exchange(http.MethodGet, path, "", nil)
}

// call calls the API with a JSON body, unless body is nil, and decodes the response, unless result is nil.
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

// uploaded is the response to an upload.
type uploaded struct {
	FileID, FilePath string
	VersionInfo      struct{ ID string }
}

// send uploads a file. fields has pairs of names and values.
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

// upload uploads files until the server is killed. The server writes small and large files to the disk in different
// ways.
func (l *ledger) upload(p *process, round, worker int) {
	for i := 0; ; i++ {
		name := fmt.Sprintf("%d-%d-%d.bin", round, worker, i)
		size := 100
		if i%3 == 2 {
			size = 3 << 20
		}
		content := bytes.Repeat([]byte(name), size/len(name)+1)
		r, err := p.send(name, content, "folder", "/dir")
		if err != nil {
			return
		}
		l.answered(func() { l.content[r.FilePath] = upload{r.FileID, content, round} })
	}
}

// deleteFiles deletes the files that were uploaded in a round.
func (l *ledger) deleteFiles(p *process, round int) {
	for path, u := range l.uploadsOf(round) {
		l.mu.Lock()
		delete(l.content, path)
		l.mu.Unlock()
		if p.call(http.MethodDelete, "/v1/files/"+u.id, nil, nil) != nil {
			return
		}
		l.answered(func() { l.set("versions", u.id, false) })
	}
}

// uploadsOf returns the uploads of a round.
func (l *ledger) uploadsOf(round int) map[string]upload {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := map[string]upload{}
	for path, u := range l.content {
		if u.round == round {
			all[path] = u
		}
	}
	return all
}

// resourceKinds has the resources that clients create and delete. kind is the name of their list in the state of the
// server.
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

// changeAccount makes all other changes, one after the other, until the server is killed. Each round begins with a
// different change.
func (l *ledger) changeAccount(p *process, round int) {
	changes := []func(*process, string) error{l.changeResources, l.changeFolders, l.changeFile, l.spendToken}
	for i := round; ; i++ {
		err := changes[i%len(changes)](p, fmt.Sprintf("n%dx%d", round, i))
		if r, ok := errors.AsType[refused](err); ok {
			p.t.Error(r)
		}
		if err != nil {
			return
		}
	}
}

// changeResources deletes a resource of each kind, if there is one, and creates another.
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

// anyID returns the id of a resource of a kind that exists.
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

// changeFolders creates a folder and renames it with a bulk job and a purge.
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
	round, _, _ := strings.Cut(name, "x")
	r, err := p.send("versions-"+round+".txt", []byte(name))
	if err != nil {
		return err
	}
	l.answered(func() {
		l.set("versions", r.VersionInfo.ID, true)
		delete(l.tags, r.FileID) // unknown until they are set
	})
	err = p.call(http.MethodPatch, "/v1/files/"+r.FileID+"/details", map[string]any{"tags": []string{name}}, nil)
	if err != nil {
		return err
	}
	l.answered(func() { l.tags[r.FileID] = name })
	return nil
}

// spendToken uploads a file as a browser does, with a token, and purges the file from the cache.
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

// uploadWithToken uploads a file as a browser does, without the private key.
func (p *process) uploadWithToken(t token, name string) error {
	browser := &process{base: p.base}
	_, err := browser.send(name, []byte(t.text), "token", t.text, "expire", strconv.FormatInt(t.expire, 10),
		"signature", helpers.SignUpload(mockserver.DefaultPrivateKey, t.text, t.expire),
		"publicKey", mockserver.DefaultPublicKey)
	return err
}

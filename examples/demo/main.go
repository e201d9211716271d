// Demo uploads a photograph, lists it, reads its metadata, tags it, purges it from the CDN cache, and builds and
// fetches delivery URLs for it.
//
// It prints the result of each step, and compares the original that is delivered with the photograph. It starts a mock
// server and runs against it. If LIVE=1, IMAGEKIT_PRIVATE_KEY and IMAGEKIT_URL_ENDPOINT are set, it uses the account
// instead, in a folder that it creates and deletes.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // decodes delivered pictures
	_ "image/png"  // decodes delivered pictures
	"io"
	"net/http"
	"os"
	"os/signal"
	"time"

	imagekit "github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// photo is a cup of coffee, 600 x 400 pixels, by Rachel Michetti, released into the public domain (CC0).
//
//go:embed coffee.png
var photo []byte

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// demo is the state of the program. Its methods are the steps, which print their results.
type demo struct {
	ik     *imagekit.Client
	out    io.Writer
	folder string
	step   int
}

func run(ctx context.Context, out io.Writer) error {
	ik, where, closeServer, err := connect()
	if err != nil {
		return err
	}
	defer closeServer()
	d := &demo{ik: ik, out: out, folder: "/imagekit-demo-" + rand.Text()[:8]}
	fmt.Fprintf(out, "ImageKit demo against %s\n", where)
	err = d.walk(ctx)
	return errors.Join(err, d.cleanUp(context.WithoutCancel(ctx)))
}

func connect() (ik *imagekit.Client, where string, closeServer func(), err error) {
	if os.Getenv("LIVE") == "1" {
		if ik, err = imagekit.New(); err == nil {
			// Fail before the upload if the private key or the URL endpoint is missing.
			_, err = ik.URL(urlbuilder.Options{Path: "x", Signed: true})
		}
		return ik, "the real service (LIVE=1)", func() {}, err
	}
	server, err := mockserver.Listen("127.0.0.1:0")
	if err != nil {
		return nil, "", nil, err
	}
	ik, err = server.Client()
	return ik, "its own mock server at " + server.URL(), func() { _ = server.Close() }, err
}

func (d *demo) walk(ctx context.Context) error {
	uploaded, err := d.upload(ctx)
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context, *imagekit.UploadResult) error{
		d.list, d.inspect, d.tag, d.purge, d.deliver,
	} {
		if err := step(ctx, uploaded); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) title(format string, args ...any) {
	d.step++
	fmt.Fprintf(d.out, "\n%d. %s\n", d.step, fmt.Sprintf(format, args...))
}

func (d *demo) say(format string, args ...any) { fmt.Fprintf(d.out, "   "+format+"\n", args...) }

func (d *demo) upload(ctx context.Context) (*imagekit.UploadResult, error) {
	d.title("Upload coffee.png")
	var total int64
	uploaded, err := d.ik.Upload(ctx, imagekit.UploadRequest{
		File:              imagekit.FromBytes(photo),
		FileName:          "coffee.png",
		Folder:            &d.folder,
		UseUniqueFileName: new(false),
	}, imagekit.WithProgress(func(sent, _ int64) { total = sent }))
	if err != nil {
		return nil, err
	}
	d.say("sent %d bytes; stored as %s with id %s", total, uploaded.FilePath, uploaded.FileID)
	return uploaded, nil
}

func (d *demo) list(ctx context.Context, _ *imagekit.UploadResult) error {
	d.title("List %s", d.folder)
	for file, err := range d.ik.Files(ctx, &imagekit.ListFilesParams{Path: &d.folder}) {
		if err != nil {
			return err
		}
		d.say("%s, %d bytes, %s", file.Name, file.Size, file.MIME)
	}
	return nil
}

func (d *demo) inspect(ctx context.Context, uploaded *imagekit.UploadResult) error {
	d.title("Read its metadata")
	metadata, err := d.ik.GetFileMetadata(ctx, uploaded.FileID)
	if err != nil {
		return err
	}
	d.say("%s, %d x %d pixels, transparency: %t, perceptual hash %s",
		metadata.Format, metadata.Width, metadata.Height, metadata.HasTransparency, metadata.PHash)
	return nil
}

func (d *demo) tag(ctx context.Context, uploaded *imagekit.UploadResult) error {
	d.title("Tag it")
	if _, err := d.ik.UpdateFileDetails(ctx, uploaded.FileID, imagekit.UpdateFileDetailsRequest{
		Tags:        imagekit.Value([]string{"coffee", "demo"}),
		Description: new("A cup of coffee on a wooden table."),
	}); err != nil {
		return err
	}
	file, err := d.ik.GetFileDetails(ctx, uploaded.FileID)
	if err != nil {
		return err
	}
	d.say("tags %q, description %q", file.Tags, file.Description)
	return nil
}

func (d *demo) deliver(ctx context.Context, uploaded *imagekit.UploadResult) error {
	d.title("Deliver it")
	for _, u := range []struct {
		name    string
		options urlbuilder.Options
	}{
		{"original", urlbuilder.Options{}},
		{"300 pixels wide", urlbuilder.Options{Transformation: urlbuilder.Chain{{urlbuilder.Width(300)}}}},
		{"square, as JPEG", urlbuilder.Options{Transformation: urlbuilder.Chain{
			{urlbuilder.Width(200), urlbuilder.Height(200), urlbuilder.Format(urlbuilder.FormatJPEG)},
		}}},
		{"signed for 5 minutes", urlbuilder.Options{ExpiresIn: 5 * time.Minute}},
	} {
		u.options.Path = uploaded.FilePath
		built, err := d.ik.URL(u.options)
		if err != nil {
			return err
		}
		d.say("%-21s %s", u.name+":", built)
		if err := d.fetch(ctx, built, u.options.Transformation == nil); err != nil {
			return err
		}
	}
	return nil
}

// fetch fetches a URL, and prints format and size of the picture. An original must have the bytes of the photograph.
func (d *demo) fetch(ctx context.Context, deliveryURL string, isOriginal bool) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, deliveryURL, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	delivered, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	switch {
	case response.StatusCode != http.StatusOK:
		return fmt.Errorf("GET %s: %s", deliveryURL, response.Status)
	case isOriginal && !bytes.Equal(delivered, photo):
		return fmt.Errorf("GET %s: got %d bytes, want the %d bytes that were uploaded", deliveryURL, len(delivered),
			len(photo))
	}
	picture, format, err := image.DecodeConfig(bytes.NewReader(delivered))
	if err != nil {
		return fmt.Errorf("GET %s: %s: %w", deliveryURL, response.Header.Get("Content-Type"), err)
	}
	d.say("%-21s %s, %d x %d pixels, %d bytes", "", format, picture.Width, picture.Height, len(delivered))
	return nil
}

func (d *demo) purge(ctx context.Context, uploaded *imagekit.UploadResult) error {
	d.title("Purge it from the CDN cache")
	purge, err := d.ik.PurgeCache(ctx, imagekit.PurgeCacheRequest{URL: uploaded.URL})
	if err != nil {
		return err
	}
	for range 3 { // poll at most three times, because a purge can take longer
		status, err := d.ik.GetPurgeCacheStatus(ctx, purge.RequestID)
		if err != nil {
			return err
		}
		d.say("request %s is %s", purge.RequestID, status.Status)
		if status.Status == imagekit.PurgeStatusCompleted {
			break
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(200 * time.Millisecond):
		}
	}
	return nil
}

// cleanUp deletes the demo's folder. It is not an error if the folder does not exist.
func (d *demo) cleanUp(ctx context.Context) error {
	err := d.ik.DeleteFolder(ctx, imagekit.DeleteFolderRequest{FolderPath: d.folder})
	if errors.Is(err, imagekit.ErrNotFound) {
		return nil
	}
	return err
}

package imagekit_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// docsURLs contains the snippets of docs/urls.md.
func docsURLs(ik *imagekit.Client) error {
	thumbnail, err := ik.URLBuilder().Prepare(urlbuilder.Options{
		Transformation: urlbuilder.Chain{{urlbuilder.Width(200), urlbuilder.Height(200)}},
	})
	if err != nil {
		return err
	}
	url, err := thumbnail.URL("/menu/coffee.jpg") // https://ik.imagekit.io/demo/tr:w-200,h-200/menu/coffee.jpg
	if err != nil || url != "https://ik.imagekit.io/demo/tr:w-200,h-200/menu/coffee.jpg" {
		return fmt.Errorf("built %s: %w", url, err)
	}
	private, err := ik.URLBuilder().Prepare(urlbuilder.Options{
		ExpiresIn:    time.Hour,
		ExpiryBucket: time.Hour, // each URL is valid for one to two hours
	})
	if err != nil {
		return err
	}
	url, err = private.URL("/menu/coffee.jpg")
	if err != nil || !strings.Contains(url, "?ik-t=") {
		return fmt.Errorf("built %s: %w", url, err)
	}
	return ik.VerifyURL(url, urlbuilder.VerifyOptions{MaxExpiresIn: 2 * time.Hour})
}

// docsRenditions contains the snippets of docs/urls.md about renditions.
func docsRenditions(ik *imagekit.Client) error {
	poster, err := ik.URL(urlbuilder.Options{
		Path:           "/menu/pour.mp4",
		Rendition:      urlbuilder.Thumbnail,
		Transformation: urlbuilder.Chain{{urlbuilder.StartOffset(5), urlbuilder.Width(400)}},
	})
	if err != nil {
		return err
	}
	stream, err := ik.URL(urlbuilder.Options{
		Path:           "/menu/pour.mp4",
		Rendition:      urlbuilder.HLS,
		Transformation: urlbuilder.Chain{{urlbuilder.StreamingResolutions(480, 720, 1080)}},
	})
	if err != nil || !strings.HasSuffix(stream, "/ik-master.m3u8") || !strings.HasSuffix(poster, "/ik-thumbnail.jpg") {
		return fmt.Errorf("built %s and %s: %w", poster, stream, err)
	}
	download, err := ik.URL(urlbuilder.Options{
		Path:           "/menu/menu.pdf",
		AttachmentName: "Menu of May.pdf",
		ExpiresIn:      time.Hour,
	})
	if err != nil || !strings.Contains(download, "?ik-attachment=true&ik-attachment-filename=Menu+of+May.pdf&") {
		return fmt.Errorf("built %s: %w", download, err)
	}
	return ik.VerifyURL(download, urlbuilder.VerifyOptions{})
}

func TestDocs_URLs(t *testing.T) {
	t.Parallel()
	ik, err := imagekit.New(
		imagekit.WithoutEnvironment(), imagekit.WithURLEndpoint("https://ik.imagekit.io/demo"),
		imagekit.WithPrivateKey("private_demo_key"),
	)
	if err != nil {
		t.Fatal(err)
	}
	if err := docsURLs(ik); err != nil {
		t.Error(err)
	}
	if err := docsRenditions(ik); err != nil {
		t.Error(err)
	}
}

package main

import "testing"

func TestHasVowelSound(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"Asset": true, "AITask": true, "EXIF": true, "EXIFGPS": true, "Origin": true, "UploadRequest": true,
		"S3Origin": true,
		"MP4":      true, "HLSStream": true, "Usage": false, "URLEndpoint": false, "GCSOrigin": false, "File": false,
		"GPS": false, "WebhookEvent": false, "UniqueName": false, "Date": false,
	} {
		if got := hasVowelSound(name); got != want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

//go:build unix

package video_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/video"
)

// writeProgram writes a script. Another process writes it: this one must not have it open for writing when it starts
// programs.
func writeProgram(t *testing.T, path, script string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", `cat >"$1" && chmod +x "$1"`, "sh", path)
	cmd.Stdin = strings.NewReader("#!/bin/sh\n" + script)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}

// newFakeTool returns a tool whose program ffprobe is a script, and whose program ffmpeg writes its arguments to the
// result.
func newFakeTool(t *testing.T, script string) *video.Tool {
	t.Helper()
	folder := t.TempDir()
	writeProgram(t, filepath.Join(folder, "ffmpeg"), `printf %s "$*" >result`)
	writeProgram(t, filepath.Join(folder, "ffprobe"), script)
	tool, err := video.New(filepath.Join(folder, "ffmpeg"), video.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return tool
}

// header begins like an MP4 file.
const header = "\x00\x00\x00\x10ftypisom\x00\x00\x00\x00"

// TestTool_Open_Canceled cancels a program that has started another one. Both have a pipe open, which ends with the
// last of them.
func TestTool_Open_Canceled(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	tool := newFakeTool(t, "exec 3>'"+pipe+"'\nsleep 600 &\necho started >&3\nwait\n")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	failed := make(chan error, 1)
	go func() {
		_, err := tool.Open(ctx, []byte(header))
		failed <- err
	}()
	r, err := os.Open(pipe)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := io.ReadFull(r, make([]byte, len("started\n"))); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that of the context", err)
	}
	if rest, err := io.ReadAll(r); err != nil || len(rest) > 0 { // it returns when all writers have ended
		t.Errorf("got %q, %v", rest, err)
	}
}

// TestTool_Open_Output has programs that print too much, or something else.
func TestTool_Open_Output(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"endless messages": "yes message | head -c 5000000 >&2\nexit 1\n",
		"endless output":   "yes output | head -c 5000000\n",
		"no JSON":          "echo '{'\n",
		"no streams":       `echo '{"format":{"duration":"1"},"streams":[]}'` + "\n",
		"no size":          `echo '{"format":{},"streams":[{"codec_type":"video","codec_name":"h264"}]}'` + "\n",
	} {
		_, err := newFakeTool(t, script).Open(t.Context(), []byte(header))
		if !errors.Is(err, video.ErrFormat) {
			t.Errorf("%s: got %v, want ErrFormat", name, err)
		}
		if err != nil && len(err.Error()) > 3000 {
			t.Errorf("%s: the message has %d bytes", name, len(err.Error()))
		}
	}
}

// TestTool_Open_Environment checks that programs see no variable of this process.
func TestTool_Open_Environment(t *testing.T) {
	t.Setenv("FFREPORT", "file=report")
	tool := newFakeTool(t, `echo "{\"streams\":[{\"codec_type\":\"audio\",\"codec_name\":\"x$FFREPORT\"}]}"`)
	source, err := tool.Open(t.Context(), []byte(header))
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	if source.Info.AudioCodec != "x" {
		t.Errorf("the program saw %q", source.Info.AudioCodec)
	}
}

// TestSource_Transcode_Arguments checks that both programs are told to read nothing but the file, and that the result
// has no metadata of the source.
func TestSource_Transcode_Arguments(t *testing.T) {
	t.Parallel()
	tool := newFakeTool(t, `echo "{\"streams\":[{\"codec_type\":\"audio\",\"channels\":6,\"codec_name\":\"$*\"}]}"`)
	source, err := tool.Open(t.Context(), []byte(header))
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	written := string(transcode(t, source, video.Options{Container: video.MP4, AudioCodec: video.AAC}).File)
	for program, arguments := range map[string]string{"ffprobe": source.Info.AudioCodec, "ffmpeg": written} {
		before, _, _ := strings.Cut(arguments, " -i file:source")
		for _, want := range []string{
			"-protocol_whitelist file ", "-format_whitelist mov ", "-codec_whitelist h264,", "-max_pixels 9437184 ",
			"-f mov", "-enable_drefs 0", "-use_absolute_path 0",
		} {
			if !strings.Contains(before, want) {
				t.Errorf("%s: the arguments before the file lack %q: %s", program, want, arguments)
			}
		}
	}
	for _, want := range []string{"-map_metadata -1 ", "-map_chapters -1 ", "-fs 104857600 ", "-ac 2 "} {
		if !strings.Contains(written, want) {
			t.Errorf("the arguments for the result lack %q: %s", want, written)
		}
	}
}

// TestTool_Open_FolderRemoved removes the temporary folder of a video while ffprobe runs, as a program does that cleans
// the folder for temporary files. The video is not to blame.
func TestTool_Open_FolderRemoved(t *testing.T) {
	t.Parallel()
	tool := newFakeTool(t, "rm source && rmdir \"$PWD\"\necho 'file:source: No such file or directory' >&2\nexit 1\n")
	_, err := tool.Open(t.Context(), []byte(header))
	if !errors.Is(err, fs.ErrNotExist) || errors.Is(err, video.ErrFormat) {
		t.Errorf("got %v, want an ErrNotExist and no ErrFormat", err)
	}
}

package video

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	// maxOutput is how many bytes of the output of a program are kept: the first ones of what it prints, and the last
	// ones of its messages.
	maxOutput   = 1 << 20
	maxMessages = 2000
	// killDelay is the time after the end of the context in which a program must have closed its output.
	killDelay = 2 * time.Second
)

// run runs a program in the folder of a source, with the limit of time and without the environment of this process. It
// returns what the program prints.
func (t *Tool) run(ctx context.Context, folder, program string, args ...string) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, t.limits.Time)
	defer cancel()
	output, messages := head{left: maxOutput}, tail{}
	cmd := exec.CommandContext(limited, program, args...)
	cmd.Dir, cmd.Env = folder, []string{"LC_ALL=C"}
	cmd.Stdout, cmd.Stderr = &output, &messages
	cmd.WaitDelay = killDelay
	setProcessGroup(cmd)
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		return nil, &TimeoutError{t.limits.Time}
	case err == nil:
		return output.Bytes(), nil
	}
	if _, err := os.Stat(filepath.Join(folder, sourceName)); err != nil {
		return nil, fmt.Errorf("another program removed the temporary file of a video: %w", err)
	}
	text := messages.String()
	if _, hasRun := errors.AsType[*exec.ExitError](err); !hasRun {
		return nil, fmt.Errorf("running %s: %w", filepath.Base(program), err)
	}
	if strings.Contains(text, "Unknown encoder") {
		return nil, fmt.Errorf("%w: %s", ErrNoEncoder, text)
	}
	return nil, fmt.Errorf("%w: %w: %s", ErrFormat, err, text)
}

// head keeps the first bytes that are written to it.
type head struct {
	bytes.Buffer
	left int
}

func (h *head) Write(b []byte) (int, error) {
	kept := b[:min(len(b), h.left)]
	h.left -= len(kept)
	h.Buffer.Write(kept)
	return len(b), nil
}

// tail keeps the last bytes that are written to it.
type tail struct{ kept []byte }

func (t *tail) Write(b []byte) (int, error) {
	t.kept = append(t.kept, b[max(0, len(b)-maxMessages):]...)
	t.kept = t.kept[max(0, len(t.kept)-maxMessages):]
	return len(b), nil
}

// String returns the messages in one line.
func (t *tail) String() string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(string(t.kept), "?")), " ")
}

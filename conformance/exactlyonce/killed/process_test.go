package killed_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// process is one of the eight processes, which is started repeatedly. It has its own endpoint, so that its requests can
// be distinguished from those of other processes.
type process struct {
	*round
	settings uploader
	endpoint *httptest.Server
	current  *execution // nil if the process does not run; guarded by mu
}

// execution is one execution of a process.
type execution struct {
	command  *exec.Cmd
	isTarget bool // guarded by mu
	isKilled atomic.Bool
	ended    chan struct{} // closed after the process has ended and its output was read
}

// socketBuffer is the approximate size of the buffers of connections, in bytes. Data in these buffers arrives even if
// the process is killed. Large files must not fit into them.
const socketBuffer = 64 << 10

func (r *round) newProcess(settings uploader) *process {
	p := &process{round: r, settings: settings}
	p.endpoint = httptest.NewUnstartedServer(p)
	p.endpoint.Config.ErrorLog = log.New(panicsOnly{r.t}, "", 0)
	p.endpoint.Config.ConnState = func(conn net.Conn, state http.ConnState) {
		if tcp, ok := conn.(*net.TCPConn); ok && state == http.StateNew {
			_ = tcp.SetReadBuffer(socketBuffer)
		}
	}
	p.endpoint.Start()
	p.settings.URL = p.endpoint.URL
	return p
}

// panicsOnly is a server log that fails the test if a line contains "panic". It ignores other lines, because broken
// connections cause errors.
type panicsOnly struct{ t *testing.T }

// Write implements io.Writer.
func (p panicsOnly) Write(line []byte) (int, error) {
	if strings.Contains(string(line), "panic") {
		p.t.Errorf("the mock server: %s", line)
	}
	return len(line), nil
}

// runUntilComplete runs the process repeatedly until it has uploaded all items.
func (p *process) runUntilComplete() {
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.finished++
		p.changed.Broadcast()
	}()
	for range maxRuns {
		isComplete, err := p.runOnce()
		if err != nil {
			p.t.Errorf("process %d: %v", slices.Index(p.processes, p), err)
		}
		if isComplete || p.t.Failed() {
			return
		}
		p.damageJournal()
	}
	p.t.Errorf("process %d has not uploaded all items in %d runs", slices.Index(p.processes, p), maxRuns)
}

// runOnce executes the process once, and reports whether all items were uploaded.
func (p *process) runOnce() (isComplete bool, err error) {
	command := exec.CommandContext(p.t.Context(), os.Args[0])
	command.Env = append(os.Environ(), uploaderVariable+"=1", "GORACE=atexit_sleep_ms=0 "+os.Getenv("GORACE"))
	var stderr bytes.Buffer
	command.Stderr = &stderr
	stdin, inErr := command.StdinPipe()
	stdout, outErr := command.StdoutPipe()
	settings, jsonErr := json.Marshal(p.settings)
	if err := errors.Join(inErr, outErr, jsonErr, command.Start()); err != nil {
		return false, err
	}
	defer stdin.Close() // ends the process if it still runs
	current := p.startExecution(command)
	_, _ = stdin.Write(append(settings, '\n')) // fails if the process has been killed
	uploaded := p.readOutput(stdout)
	_ = command.Wait()
	p.finishExecution(current)
	switch status := command.ProcessState.ExitCode(); {
	case status == 0 && uploaded == len(sharedItems):
		return true, nil
	case status == 0:
		return false, fmt.Errorf("the process exited with status 0 after %d of %d items", uploaded, len(sharedItems))
	case status == statusItemsFailed:
		p.count("runs in which items failed")
	case !current.isKilled.Load():
		return false, fmt.Errorf("ended with %v: %s", command.ProcessState, stderr.String())
	default:
		p.count(countKills)
	}
	return false, nil
}

// startExecution sets the current execution to a command that was started.
func (p *process) startExecution(command *exec.Cmd) *execution {
	e := &execution{command: command, ended: make(chan struct{})}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts["processes started"]++
	p.current = e
	return e
}

// finishExecution removes the current execution, which has ended. If it was a target, but ended before it was killed,
// another process is killed instead.
func (p *process) finishExecution(e *execution) {
	close(e.ended)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.current = nil
	if status := e.command.ProcessState.ExitCode(); e.isTarget && (status == 0 || status == statusItemsFailed) {
		p.killsLeft++
	}
}

// canBeKilled reports whether the process runs and is not a target yet. The caller must hold round.mu.
func (e *execution) canBeKilled() bool { return e != nil && !e.isTarget }

// kill kills the process, and returns after it has ended.
func (e *execution) kill() {
	e.isKilled.Store(true)
	_ = e.command.Process.Kill() // fails if it has ended
	<-e.ended
}

// readOutput reads the output of the process, and returns the number of items that were uploaded.
func (p *process) readOutput(stdout io.Reader) (uploaded int) {
	for lines := bufio.NewReader(stdout); ; {
		text, err := lines.ReadBytes('\n')
		if err != nil {
			return uploaded // text is an incomplete line: the process was killed
		}
		var line uploaderLine
		if err := json.Unmarshal(text, &line); err != nil {
			p.t.Errorf("%q: %v", text, err)
		}
		if p.record(line) {
			uploaded++
		}
	}
}

// record records a line of the output, and reports whether it is the outcome of an item that is uploaded. All processes
// must report the same file for an item.
func (p *process) record(line uploaderLine) (isUploaded bool) {
	path, ok := p.paths[line.Item]
	switch {
	case line.JournalReplaced:
		p.count("journals without a header")
		return false
	case !ok || line.Unexpected:
		p.t.Errorf("unexpected outcome: %+v", line)
		return false
	case line.Error != "":
		p.count("items failed")
		return false
	case line.Skipped:
		p.count("items skipped")
	default:
		p.count("items uploaded or found")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if known, ok := p.fileIDs[path]; line.FilePath != path || line.FileID == "" || ok && line.FileID != known {
		p.t.Errorf("%s: the process reports the file %q at %s, others report %q; it must be at %s",
			line.Item, line.FileID, line.FilePath, known, path)
	}
	p.fileIDs[path] = line.FileID
	return true
}

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

// process is one of the eight processes. It is executed several times. It has its own endpoint, so that its requests
// can be distinguished from those of other processes.
type process struct {
	*round
	settings uploader
	endpoint *httptest.Server
	current  *execution // nil if none runs; guarded by mu
}

// execution is one execution of a process.
type execution struct {
	command      *exec.Cmd
	isToBeKilled bool // guarded by mu
	isKilled     atomic.Bool
	ended        chan struct{} // closed after the process has ended and its output was read
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

// panicsOnly is a server log that fails the test if a line contains a panic. Other lines are expected, because
// connections break.
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
	command.Env = append(os.Environ(), asUploader+"=1", "GORACE=atexit_sleep_ms=0 "+os.Getenv("GORACE"))
	var stderr bytes.Buffer
	command.Stderr = &stderr
	stdin, inErr := command.StdinPipe()
	stdout, outErr := command.StdoutPipe()
	settings, jsonErr := json.Marshal(p.settings)
	if err := errors.Join(inErr, outErr, jsonErr, command.Start()); err != nil {
		return false, err
	}
	defer stdin.Close() // ends the process if it still runs
	l := p.begin(command)
	_, _ = stdin.Write(append(settings, '\n')) // fails if the process has been killed
	uploaded := p.readLines(stdout)
	_ = command.Wait()
	p.end(l)
	switch status := command.ProcessState.ExitCode(); {
	case status == 0 && uploaded == len(sharedItems):
		return true, nil
	case status == 0:
		return false, fmt.Errorf("%d of %d items are uploaded, but no error is reported", uploaded, len(sharedItems))
	case status == statusItemsFailed:
		p.count("runs in which items failed")
	case !l.isKilled.Load():
		return false, fmt.Errorf("ended with %v: %s", command.ProcessState, stderr.String())
	default:
		p.count(countKills)
	}
	return false, nil
}

// begin sets the current execution to a process that was started.
func (p *process) begin(command *exec.Cmd) *execution {
	l := &execution{command: command, ended: make(chan struct{})}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts["processes started"]++
	p.current = l
	return l
}

// end removes the current execution, which has ended. If it ended before it could be killed, another process will be
// killed instead.
func (p *process) end(l *execution) {
	close(l.ended)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.current = nil
	if status := l.command.ProcessState.ExitCode(); l.isToBeKilled && (status == 0 || status == statusItemsFailed) {
		p.killsLeft++
	}
}

// canBeKilled reports whether the process runs, and was not chosen to be killed yet. The caller holds the lock.
func (l *execution) canBeKilled() bool { return l != nil && !l.isToBeKilled }

// kill kills the process, and returns when it has ended.
func (l *execution) kill() {
	l.isKilled.Store(true)
	_ = l.command.Process.Kill() // fails if it has ended
	<-l.ended
}

// readLines reads the output of the process, and returns the number of items that were uploaded.
func (p *process) readLines(stdout io.Reader) (uploaded int) {
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

// record records a line of the output, and reports whether the line says that an item is uploaded. All processes must
// report the same file for an item.
func (p *process) record(line uploaderLine) (isUploaded bool) {
	path, ok := p.paths[line.Item]
	switch {
	case line.NewJournal:
		p.count("journals without a header")
		return false
	case !ok || line.Unexpected:
		p.t.Errorf("unexpected: %+v", line)
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

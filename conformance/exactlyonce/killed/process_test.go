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

// process is one of the eight, in all its executions. It has an endpoint of its own, which tells its requests from
// those of others.
type process struct {
	*round
	settings uploader
	endpoint *httptest.Server
	current  *execution // nil if none runs; guarded by mu
}

// execution is a process of the operating system.
type execution struct {
	command      *exec.Cmd
	isToBeKilled bool // guarded by mu
	isKilled     atomic.Bool
	ended        chan struct{} // closed when nothing runs any more, and everything that it has written is read
}

// socketBuffer is the size of the buffers of connections in bytes, more or less. What is in them arrives even if the
// process is killed; a large file does not fit into them.
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

// panicsOnly is a log of a server that expects broken connections, but no panic.
type panicsOnly struct{ t *testing.T }

// Write implements io.Writer.
func (p panicsOnly) Write(line []byte) (int, error) {
	if strings.Contains(string(line), "panic") {
		p.t.Errorf("the mock server: %s", line)
	}
	return len(line), nil
}

// runUntilComplete starts the process again and again until it has uploaded all items.
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
	p.t.Errorf("process %d has not got through in %d runs", slices.Index(p.processes, p), maxRuns)
}

// runOnce is one execution of the process. isComplete tells whether all items were uploaded.
func (p *process) runOnce() (isComplete bool, err error) {
	command := exec.CommandContext(p.t.Context(), os.Args[0])
	command.Env = append(os.Environ(), asUploader+"=1", "GORACE=atexit_sleep_ms=0 "+os.Getenv("GORACE"))
	var complaints bytes.Buffer
	command.Stderr = &complaints
	stdin, inErr := command.StdinPipe()
	stdout, outErr := command.StdoutPipe()
	settings, jsonErr := json.Marshal(p.settings)
	if err := errors.Join(inErr, outErr, jsonErr, command.Start()); err != nil {
		return false, err
	}
	defer stdin.Close() // which ends the process, if it has not ended
	l := p.begin(command)
	_, _ = stdin.Write(append(settings, '\n')) // fails if the process has been killed
	uploaded := p.learnAll(stdout)
	_ = command.Wait()
	p.end(l)
	switch status := command.ProcessState.ExitCode(); {
	case status == 0 && uploaded == len(sharedItems):
		return true, nil
	case status == 0:
		return false, fmt.Errorf("%d of %d items are uploaded, and no error is reported", uploaded, len(sharedItems))
	case status == statusItemsFailed:
		p.count("runs in which items failed")
	case !l.isKilled.Load():
		return false, fmt.Errorf("ended with %v: %s", command.ProcessState, complaints.String())
	default:
		p.count(countKills)
	}
	return false, nil
}

// begin makes a process that has been started the current one.
func (p *process) begin(command *exec.Cmd) *execution {
	l := &execution{command: command, ended: make(chan struct{})}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts["processes started"]++
	p.current = l
	return l
}

// end notes that a process has ended. If it was to be killed, and was not, another one is.
func (p *process) end(l *execution) {
	close(l.ended)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.current = nil
	if status := l.command.ProcessState.ExitCode(); l.isToBeKilled && (status == 0 || status == statusItemsFailed) {
		p.killsLeft++
	}
}

// canBeKilled reports whether a process runs and is not to be killed already. The caller holds the lock.
func (l *execution) canBeKilled() bool { return l != nil && !l.isToBeKilled }

// kill ends a process without a chance to do anything, and returns when it has ended.
func (l *execution) kill() {
	l.isKilled.Store(true)
	_ = l.command.Process.Kill() // fails if it has ended
	<-l.ended
}

// learnAll reads what the process tells, and returns how many items were uploaded.
func (p *process) learnAll(stdout io.Reader) (uploaded int) {
	for lines := bufio.NewReader(stdout); ; {
		text, err := lines.ReadBytes('\n')
		if err != nil {
			return uploaded // text is a line that was being written when the process was killed
		}
		var line uploaderLine
		if err := json.Unmarshal(text, &line); err != nil {
			p.t.Errorf("%q: %v", text, err)
		}
		if p.learn(line) {
			uploaded++
		}
	}
}

// learn takes in a line, and reports whether it tells that an item is uploaded. Everybody must tell the same of a file.
func (p *process) learn(line uploaderLine) (isUploaded bool) {
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
		p.t.Errorf("%s: the process tells of the file %q at %s, others tell of %q; it must be at %s",
			line.Item, line.FileID, line.FilePath, known, path)
	}
	p.fileIDs[path] = line.FileID
	return true
}

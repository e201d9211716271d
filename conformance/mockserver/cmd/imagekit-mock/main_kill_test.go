package main

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// asServer is the environment variable that makes this test binary run as the server, in a process that tests can kill.
const asServer = "IMAGEKIT_MOCK_RUN_AS_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(asServer) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// process is a server in another process.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	base string
	key  string // private key of requests, empty for none
}

// launch starts a server with a persistence folder and waits until it has printed where it listens.
func launch(t *testing.T, folder string) *process {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-addr", "127.0.0.1:0", "-data", folder)
	cmd.Env = append(os.Environ(), asServer+"=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the server has not printed where it listens: %v", err)
	}
	fields := strings.Fields(line)
	return &process{t, cmd, fields[len(fields)-1], mockserver.DefaultPrivateKey}
}

// kill ends the server at once, so that it cannot save anything.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	var exit *exec.ExitError
	if err := p.cmd.Wait(); !errors.As(err, &exit) {
		t.Errorf("the server ended by itself: %v", err)
	}
}

// defaultKills is the number of times that the server is killed if KILLS is not set.
const defaultKills = 3

// TestRun_Killed kills a server with a persistence folder KILLS times while several clients upload files and change the
// account. After each start it checks that the server has kept everything that a response has confirmed. See make
// kills.
func TestRun_Killed(t *testing.T) {
	t.Parallel()
	kills := defaultKills
	if text := os.Getenv("KILLS"); text != "" {
		var err error
		if kills, err = strconv.Atoi(text); err != nil {
			t.Fatalf("KILLS is %q, want a number", text)
		}
	}
	folder := t.TempDir()
	l := newLedger()
	for round := range kills {
		p := launch(t, folder)
		l.check(t, p)
		l.workUntilKilled(t, p, round)
	}
	p := launch(t, folder)
	l.check(t, p)
	p.kill(t)
	t.Logf("%d kills, %d responses", kills, l.answers)
}

// workUntilKilled runs several clients, and kills the server after a number of responses that differs from round to
// round.
func (l *ledger) workUntilKilled(t *testing.T, p *process, round int) {
	t.Helper()
	l.kill, l.left = sync.OnceFunc(func() { p.kill(t) }), 1+round*17%47
	var all sync.WaitGroup
	for worker := range 2 {
		all.Go(func() { l.upload(p, round, worker) })
	}
	all.Go(func() { l.deleteFiles(p, round-2) })
	all.Go(func() { l.changeAccount(p, round) })
	all.Wait()
}

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

// asServer makes this test binary run as the server, so that there is a process that can be killed.
const asServer = "IMAGEKIT_MOCK_RUN_AS_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(asServer) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// process is a server that runs as a process of its own.
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
		t.Fatalf("the server has not said where it listens: %v", err)
	}
	fields := strings.Fields(line)
	return &process{t, cmd, fields[len(fields)-1], mockserver.DefaultPrivateKey}
}

// kill ends the server without a chance to do anything.
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

// defaultKills is how many times the server is killed without KILLS.
const defaultKills = 6

// TestRun_Killed kills a server with a persistence folder KILLS times, each time while several clients upload, delete
// and change things, and checks after each start that nothing is lost of what was ever answered. See make kills.
func TestRun_Killed(t *testing.T) {
	t.Parallel()
	kills := defaultKills
	if text := os.Getenv("KILLS"); text != "" {
		var err error
		if kills, err = strconv.Atoi(text); err != nil {
			t.Fatalf("KILLS is %q", text)
		}
	}
	folder := t.TempDir()
	l := newLedger()
	for life := range kills {
		p := launch(t, folder)
		l.check(t, p)
		l.workUntilKilled(t, p, life)
	}
	p := launch(t, folder)
	l.check(t, p)
	p.kill(t)
	t.Logf("%d kills, %d answers", kills, l.answers)
}

// workUntilKilled lets several clients work and kills the server when it has answered them a number of times, which is
// another one in every life.
func (l *ledger) workUntilKilled(t *testing.T, p *process, life int) {
	t.Helper()
	l.kill, l.left = sync.OnceFunc(func() { p.kill(t) }), 1+life*17%47
	var all sync.WaitGroup
	for worker := range 2 {
		all.Go(func() { l.upload(p, life, worker) })
	}
	all.Go(func() { l.deleteFiles(p, life-2) })
	all.Go(func() { l.changeAccount(p, life) })
	all.Wait()
}

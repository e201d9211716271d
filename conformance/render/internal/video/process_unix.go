//go:build unix

package video

import (
	"os/exec"
	"syscall"
)

// setProcessGroup gives a program a process group of its own, which is killed as a whole when its context ends.
func setProcessGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

//go:build !unix

package video

import "os/exec"

// setProcessGroup does nothing: on these systems, only the program itself is killed when its context ends.
func setProcessGroup(*exec.Cmd) {}

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// instruction is an instruction in a Dockerfile.
type instruction struct{ name, arguments string }

// parseDockerfile returns the instructions in a Dockerfile. It joins lines that end in a backslash.
func parseDockerfile(text string) (all []instruction) {
	line := ""
	for part := range strings.Lines(text) {
		part = strings.TrimSpace(part)
		if part == "" || strings.HasPrefix(part, "#") {
			continue
		}
		more, continued := strings.CutSuffix(part, `\`)
		line += more
		if continued {
			continue
		}
		name, arguments, _ := strings.Cut(line, " ")
		all = append(all, instruction{name, strings.TrimSpace(arguments)})
		line = ""
	}
	return all
}

// image is the result of a Dockerfile: a file tree and the settings of containers.
type image struct {
	root       string // folder of the file tree
	uid        int
	env        map[string]string
	entrypoint []string
	health     []string
	volume     string
	port       string
}

// imageBuild executes a Dockerfile. RUN instructions run on this machine, in the folder of their stage, so their paths
// must be relative to WORKDIR.
type imageBuild struct {
	t         *testing.T
	context   string // folder of the build context
	folder    string // has the file trees of stages
	arguments map[string]string
	stages    map[string]string // file trees by name
	base      string            // image of FROM
	workdir   string
	image     image
}

// buildImage builds a Dockerfile with build arguments.
func buildImage(t *testing.T, context, dockerfile string, arguments map[string]string) image {
	t.Helper()
	text, err := os.ReadFile(dockerfile)
	if err != nil {
		t.Fatal(err)
	}
	b := &imageBuild{t: t, context: context, folder: t.TempDir(), arguments: arguments, stages: map[string]string{}}
	for _, i := range parseDockerfile(string(text)) {
		b.execute(i)
	}
	if b.base != "scratch" {
		t.Errorf("the last stage is made from %s, want scratch", b.base)
	}
	return b.image
}

// execute executes one instruction. It supports only the instructions that the Dockerfile uses.
func (b *imageBuild) execute(i instruction) {
	b.t.Helper()
	words := strings.Fields(i.arguments)
	switch i.name {
	case "FROM":
		b.from(words)
	case "WORKDIR":
		b.workdir = words[0]
		b.must(os.MkdirAll(filepath.Join(b.image.root, b.workdir), 0o755))
	case "ARG":
		b.t.Logf("ARG %s", i.arguments)
	case "RUN":
		b.run(i.arguments)
	case "COPY":
		b.copy(words)
	case "ENV":
		for _, word := range words {
			name, value, _ := strings.Cut(word, "=")
			b.image.env[name] = value
		}
	case "USER":
		var err error
		uid, _, _ := strings.Cut(words[0], ":")
		b.image.uid, err = strconv.Atoi(uid) // a name cannot be looked up without /etc/passwd
		b.must(err)
	case "VOLUME":
		b.image.volume = words[0]
	case "EXPOSE":
		b.image.port = words[0]
	case "HEALTHCHECK":
		_, command, _ := strings.Cut(i.arguments, "CMD ")
		b.must(json.Unmarshal([]byte(command), &b.image.health)) // a list, because there is no shell
	case "ENTRYPOINT":
		b.must(json.Unmarshal([]byte(i.arguments), &b.image.entrypoint))
	default:
		b.t.Fatalf("the test does not support the instruction %s", i.name)
	}
}

func (b *imageBuild) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// from begins a stage: FROM image AS name.
func (b *imageBuild) from(words []string) {
	name := "last"
	if len(words) == 3 {
		name = words[2]
	}
	root := filepath.Join(b.folder, name)
	b.must(os.Mkdir(root, 0o755))
	b.stages[name], b.base, b.workdir = root, words[0], "/"
	b.image = image{root: root, env: map[string]string{}}
}

// run executes a shell command.
func (b *imageBuild) run(command string) {
	b.t.Helper()
	cmd := exec.CommandContext(b.t.Context(), "/bin/sh", "-c", command)
	cmd.Dir = filepath.Join(b.image.root, b.workdir)
	cmd.Env = os.Environ()
	for name, value := range b.arguments {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		b.t.Fatalf("RUN %s: %v\n%s", command, err, out)
	}
}

// copy copies files and the contents of folders from the build context or another stage.
func (b *imageBuild) copy(words []string) {
	b.t.Helper()
	c := copying{b: b, source: b.context, skip: b.ignored()}
	for strings.HasPrefix(words[0], "--") {
		if stage, ok := strings.CutPrefix(words[0], "--from="); ok {
			c.source, c.skip = b.stages[stage], regexp.MustCompile(`^$`)
		} else if owner, ok := strings.CutPrefix(words[0], "--chown="); ok {
			c.owner = owner
		} else {
			b.t.Fatalf("the test does not support the flag %s", words[0])
		}
		words = words[1:]
	}
	last := len(words) - 1
	target := words[last]
	if !strings.HasPrefix(target, "/") {
		target = filepath.Join(b.workdir, target) + "/"
	}
	for _, word := range words[:last] {
		b.must(c.copyTree(word, target))
	}
}

// copying is a COPY instruction.
type copying struct {
	b      *imageBuild
	source string         // folder of the build context or of a stage
	skip   *regexp.Regexp // paths that are not copied
	owner  string         // of the copies, unless empty
}

// copyTree copies a file or the contents of a folder.
func (c *copying) copyTree(name, target string) error {
	from, to := filepath.Join(c.source, name), filepath.Join(c.b.image.root, target)
	info, err := os.Stat(from)
	if os.IsNotExist(err) && c.source != c.b.context {
		from = name // it belongs to the base image of the stage; this machine has it in the same place
		info, err = os.Stat(from)
	}
	if err != nil {
		return err
	}
	if !info.IsDir() && strings.HasSuffix(target, "/") {
		to = filepath.Join(to, filepath.Base(from))
	}
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		name, relErr := filepath.Rel(from, path)
		inSource := strings.TrimPrefix(path, c.source+"/")
		switch {
		case err != nil || relErr != nil:
			return errors.Join(err, relErr)
		case name == "." && entry.IsDir():
			return os.MkdirAll(to, 0o755) // it may exist already, with an owner
		case c.skip.MatchString(inSource) && entry.IsDir():
			return fs.SkipDir
		case c.skip.MatchString(inSource):
			return nil
		}
		return c.copyEntry(path, filepath.Join(to, name), entry.IsDir())
	})
}

// copyEntry copies a file or makes a folder.
func (c *copying) copyEntry(from, to string, isFolder bool) error {
	if isFolder {
		return errors.Join(os.MkdirAll(to, 0o755), c.chown(to))
	}
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, content, info.Mode()), c.chown(to))
}

// chown changes the owner and the group of a file. It does nothing without an owner or without root permissions.
func (c *copying) chown(path string) error {
	if c.owner == "" || os.Getuid() != 0 {
		return nil
	}
	var uid, gid int
	if _, err := fmt.Sscanf(c.owner, "%d:%d", &uid, &gid); err != nil {
		return fmt.Errorf("--chown=%s: %w", c.owner, err)
	}
	return os.Lchown(path, uid, gid)
}

// ignored returns an expression for the paths that .dockerignore excludes from the build context.
func (b *imageBuild) ignored() *regexp.Regexp {
	text, err := os.ReadFile(filepath.Join(b.context, ".dockerignore"))
	b.must(err)
	patterns := strings.Fields(regexp.MustCompile(`(?m)^#.*`).ReplaceAllString(string(text), ""))
	for i, pattern := range patterns {
		pattern = regexp.QuoteMeta(strings.TrimPrefix(pattern, "/"))
		patterns[i] = strings.NewReplacer(`\*\*/`, `(.*/)?`, `\*`, `[^/]*`).Replace(pattern)
	}
	return regexp.MustCompile(`^(` + strings.Join(patterns, "|") + `)$`)
}

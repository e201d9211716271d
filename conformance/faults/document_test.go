package faults_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write FAULTS.md")

const faultsFile = "FAULTS.md"

const faultsCommand = "go test ./conformance/faults -run TestDocument -update"

const faultsHead = `# Faults

What the client does when something goes wrong. The tables come from [vectors/faults.json](../vectors/faults.json).
` + "`go test ./conformance/faults -run TestFaults` plays it against the mock server, and\n" +
	"`" + faultsCommand + "` writes this file.\n" + `
## What is guaranteed

- One call has one outcome: a result, or an error that says which operation failed, after how many attempts, after
  what time, and why.
- **One upload never leaves two files**, whatever goes wrong, except for the cases that are listed below. An upload to
  a path that the caller names (useUniqueFileName false) can leave two versions of one file, with the same bytes.
- **Uploads with the same folder, file name and key leave one file with one version** (WithUploadKey), however many
  there are, on however many machines, at the same time or years apart. The service refuses the second file, and the
  client then looks for the first one and returns it. [docs/exactly-once.md](../../docs/exactly-once.md) has the
  guarantees of keys and their limits.
- **An upload that succeeds is there with its bytes.** A file that was at its path before is not mistaken for it. A
  file that was uploaded with its key before is its file, if it has the same size.
- **An upload that fails was not stored by this call**, unless errors.Is(err, ErrUploadOutcomeUnknown) is true: then it
  was stored once, or not at all, or it is stored later because the service is still working on it. The same is true of
  ErrOutcomeUnknown and every other call that is not idempotent.
- An upload with a key can be repeated without harm after every error, by the client and by its caller.
  WithRepeatableUploads gives a random key to every upload whose name is to be unique, so that the client can repeat
  it. UploadAll uploads an item with the key that it has, or one that is derived from its content, so that another run
  can repeat it as well.
- A journal is a list of what UploadAll has uploaded, which saves time. What is stored is the same if the journal is
  lost, damaged, or used by several runs at the same time.
- A call whose context has ended returns, sends nothing more, and leaves no open response behind. It leaves no
  goroutine either, except one that is blocked in the Read of a source or in a transport of your own. The same is true
  of a call whose client has reached a time limit, whatever the server sends or does not send.
- No response takes more than 64 MiB of memory above the idle process, however long it is, compressed or not.

## What is not guaranteed

- An idempotent call that fails may have been carried out. Repeating it does no harm, so its error does not say so.
- A request that the client has given up can still arrive. If the upload was repeated meanwhile, the late request
  makes no second file. But if the file is deleted before the late request arrives, the file is there again; and at a
  path that the caller names, the late request can become the current version after a newer upload.
- That a service which gets two uploads with the same key at the same time stores only one of them is an assumption.
- A key that is used for two files of the same size stands for the one that was stored first. The client compares
  sizes, not bytes.
- The client repeats an upload with a key without looking for it first. If the context ends before the repetition, the
  outcome is unknown, although the file may be there.
- A list can lag behind. The client looks as often as it makes attempts, and the outcome is unknown if the file is not
  listed by then. After an upload that cannot be repeated, it looks only once.
- An upload to a path that the caller names is taken for done if its response is lost and somebody else put or changed
  a file of the same size there during the call.
- What cannot be read twice, such as a network stream, is sent once. The client only looks for it afterwards.
- 429 means that the service has not acted, as its documentation implies. A service that acts and answers 429 would
  make two files of an upload without a key.
- A transport of your own (WithHTTPClient) that repeats requests by itself breaks all of this, except for uploads with
  a key. The transport of net/http allows a response 10 MiB of headers, which can take twenty times as much memory: set
  its MaxResponseHeaderBytes. The client's own transport allows 256 KiB.
- A response that never ends, but keeps sending bytes, is read up to the limit of its length. Only the context limits
  the time that this takes.
- Over HTTP/2, which the client speaks only with a transport of your own, more lost connections leave an outcome
  unknown.

## How to read the tables

✓ is success, ✗ an error that is certain (of a read or an idempotent call it says nothing about the service), **?** an
error with ErrOutcomeUnknown. The number says how often the call was sent; +1 is a search for the uploaded file. What
the service has done is mentioned if the outcome does not imply it: *done* is an error of a call that was carried out,
*not done* an unknown outcome of a call that was not, *found* a success of an upload that an earlier call had stored,
and *2 versions* means that the file has two versions. *conflict* is an UploadKeyError: the key was used for another
file.

| column | call |
|---|---|
| read | GET |
| list | GET of a list |
| iterator | GET of a list, page by page |
| write | PUT, DELETE of many, PATCH and POST that are idempotent |
| create | POST that is not idempotent |
| delete | DELETE |
| bulk | a method that makes many requests, here one of DeleteFiles |
| upload | the service makes the name unique, which is the default |
| repeatable | with a random key: WithRepeatableUploads |
| key | with a key of the caller: WithUploadKey |
| known path | UseUniqueFileName is false |
| token | with the credentials of a browser, which work once |
| stream | as repeatable, of a reader that cannot be rewound |
| UploadAll | an item of UploadAll, with a derived key |

A chapter leaves out the columns that it has no calls for.
`

type faultColumn struct{ class, title string }

// faultColumns are the classes in the order of the tables.
var faultColumns = []faultColumn{
	{"read", "read"},
	{"list", "list"},
	{"iterate", "iterator"},
	{"write", "write"},
	{"create", "create"},
	{"delete", "delete"},
	{"bulk", "bulk"},
	{"upload", "upload"},
	{"uploadRepeatable", "repeatable"},
	{"uploadKeyed", "key"},
	{"uploadKnownPath", "known path"},
	{"uploadToken", "token"},
	{"uploadStream", "stream"},
	{"uploadAll", "UploadAll"},
}

var faultChapters = []struct{ group, title string }{
	{"latency", "The service is slow"},
	{"limit", "The service refuses for now"},
	{"status", "The service fails"},
	{"reset", "The connection is lost"},
	{"answer", "The answer is not what it should be"},
	{"attack", "The server does not keep to HTTP"},
	{"network", "There is no service"},
	{"context", "The caller gives up"},
	{"key", "Uploads with a key"},
}

func TestDocument_UpToDate(t *testing.T) {
	t.Parallel()
	want := faultDocument(faultRows(t))
	if *update {
		if err := os.WriteFile(faultsFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(faultsFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s differs from the vectors; %s writes it", faultsFile, faultsCommand)
	}
}

// What the document promises is true of each cell, and each row is in a chapter.
func TestDocument_Guarantees(t *testing.T) {
	t.Parallel()
	rows := faultRows(t)
	heads := len(faultChapters) + len(faultColumns) + 1
	if shown := strings.Count(faultDocument(rows), "\n| ") - heads; shown != len(rows) {
		t.Errorf("%d of %d rows are in a chapter", shown, len(rows))
	}
	for _, row := range rows {
		for class, o := range row.Expect.Calls {
			isUpload := strings.HasPrefix(class, "upload")
			isRead := class == "read" || faultClasses[class].operation == lookUp
			wasThere := isRead || row.Input.Stored > 0
			switch succeeded := o.Outcome == "success"; {
			case succeeded && o.Unknown, succeeded && o.Done == 0 && !wasThere,
				o.Done > 1 && class != "uploadKnownPath",
				!succeeded && !o.Unknown && o.Done > 0 && (isUpload || class == "create"):
				t.Errorf("%s, %s: %+v", row.ID, class, o)
			}
		}
	}
}

func faultDocument(rows []faultRow) string {
	var b strings.Builder
	b.WriteString(faultsHead)
	for _, chapter := range faultChapters {
		fmt.Fprintf(&b, "\n## %s\n\n|", chapter.title)
		rows := slices.DeleteFunc(slices.Clone(rows), func(r faultRow) bool {
			return !strings.HasPrefix(r.ID, faultSuite+"/"+chapter.group+"/")
		})
		columns := columnsOf(rows)
		for _, column := range columns {
			b.WriteString(" | " + column.title)
		}
		b.WriteString(" |\n|---" + strings.Repeat("|---", len(columns)) + "|\n")
		for _, row := range rows {
			b.WriteString(row.line(columns))
		}
	}
	return b.String()
}

// columnsOf returns the columns that the rows of a chapter have something for.
func columnsOf(rows []faultRow) []faultColumn {
	return slices.DeleteFunc(slices.Clone(faultColumns), func(c faultColumn) bool {
		return !slices.ContainsFunc(rows, func(r faultRow) bool {
			_, ok := r.Expect.Calls[c.class]
			return ok
		})
	})
}

// line is the row of a table.
func (r faultRow) line(columns []faultColumn) string {
	line := "| " + r.Note
	for _, column := range columns {
		cell := ""
		if outcome, ok := r.Expect.Calls[column.class]; ok {
			cell = outcome.cell(r.Input.Stored > 0)
		}
		line += " | " + cell
	}
	return line + " |\n"
}

// cell is what a table says of an outcome. An upload whose file was stored by an earlier call can find it.
func (o faultOutcome) cell(wasStored bool) string {
	sign, said := "✗", ""
	switch {
	case o.Done > 1:
		said = fmt.Sprintf(", %d versions", o.Done)
	case o.Outcome != "success" && o.Done == 1:
		said = ", done"
	case o.Unknown && o.Done == 0:
		said = ", not done"
	}
	switch {
	case o.Outcome == "success":
		sign = "✓"
	case o.Unknown:
		sign = "**?**"
	}
	sent := fmt.Sprint(o.Attempts)
	if o.LookUps > 0 {
		sent += fmt.Sprintf("+%d", o.LookUps)
	}
	switch {
	case o.Outcome != "success":
		said = " " + o.Outcome + said
	case wasStored:
		said = " found"
	}
	return sign + " " + sent + said
}

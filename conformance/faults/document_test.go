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

How the client behaves when the network or the service fails. The tables are generated from
[vectors/faults.json](../vectors/faults.json). ` + "`go test ./conformance/faults -run TestFaults`\n" +
	"makes all these calls against the mock server, and compares the results.\n" +
	"`" + faultsCommand + "` writes this file.\n" + `
## What is guaranteed

- Each call returns a result, or an error that contains the operation, the number of attempts, the duration and the
  cause.
- **One upload never stores two files**, except as described under *What is not guaranteed*. An upload to a path that
  the caller chooses (UseUniqueFileName false) can store two versions of one file, which have the same bytes.
- **Uploads with the same folder, file name and key (WithUploadKey) store one file with one version**, however many
  uploads there are, from any number of machines, at any time. The service refuses a second file, and the client then
  looks up the first one and returns it. [docs/exactly-once.md](../../docs/exactly-once.md) lists the guarantees and
  limits of keys.
- **If an upload succeeds, the file is stored with the bytes that were sent.** The client does not return an older file
  at the same path as the uploaded one. There is one exception: a file of the same size that was uploaded earlier with
  the same key.
- **If an upload fails, this call has not stored the file**, unless errors.Is(err, ErrUploadOutcomeUnknown) is true.
  Then the file is stored, or it is not, or it will be stored because the service still executes the request. For other
  calls that are not idempotent, the same is true with ErrOutcomeUnknown.
- An upload with a key can be repeated safely after every error, by the client and by the caller. With
  WithRepeatableUploads, the client generates a random key for each upload with a unique name, and can repeat the upload
  itself. UploadAll uploads each item with its key, or with a key that is derived from its content. Therefore another
  run can repeat it.
- A journal lists the items that UploadAll has uploaded. It only saves time: if it is lost, damaged, or used by several
  runs at the same time, the same files are stored.
- When its context ends, a call returns. It then sends no more requests, and has closed all responses. It leaves no
  goroutine running, except one that is blocked in the Read of a source or in a transport of the caller. The same is
  true when a call reaches a time limit of the client, whatever the server sends.
- A response of any length, compressed or not, needs at most 64 MiB of memory.

## What is not guaranteed

- If an idempotent call fails, the service may have executed it, although the error is not an ErrOutcomeUnknown. The
  call can be repeated safely.
- A request can still arrive after the client has given it up. If the upload was repeated in the meantime, the late
  request stores no second file. But if the file was deleted in the meantime, the late request stores it again. At a
  path that the caller chooses, the late request can replace the version of a newer upload.
- The client assumes that the service stores only one of two uploads that have the same key and arrive at the same time.
- If two files of the same size are uploaded with the same key, the second upload returns the first file. The client
  compares sizes, not bytes.
- The client repeats an upload with a key without looking up the file first. If the context ends before the repetition,
  the outcome is unknown, although the file may be stored.
- The service may store a file some time before it lists the file. The client looks up the file as many times as it
  makes attempts, but only once after an upload that cannot be repeated. If the file is not listed by then, the outcome
  is unknown.
- If the response to an upload to a path that the caller chooses is lost, and another program stores a file of the same
  size there during the call, the client returns the file of the other program.
- A source that cannot be read twice, such as a network stream, is sent only once. If the response is lost, the client
  looks up the file.
- The client assumes that the service has not executed a request if it responds with 429, as its documentation
  implies. If it has, an upload without a key is stored twice.
- A transport of the caller (WithHTTPClient) that itself repeats requests breaks all guarantees, except those of uploads
  with a key. The transport of net/http accepts 10 MiB of headers, which can need twenty times as much memory: set its
  MaxResponseHeaderBytes. The default transport of the client accepts 256 KiB.
- The client reads an endless response up to its maximum length. If the bytes arrive slowly, only the context limits how
  long this takes.
- Over HTTP/2, lost connections lead to an unknown outcome more often. The client uses HTTP/2 only with a transport of
  the caller.

## How to read the tables

Each row is a fault, and each column a kind of call. A cell has three parts:

1. The result: ✓ is a success, **?** is an error that is an ErrOutcomeUnknown, and ✗ is any other error. After ✗, the
   service has not executed the call, unless the call is idempotent.
2. The number of requests. 2+1 means that the client has sent the call twice, and has looked up the uploaded file once.
3. The kind of the error, and the effect of the call if it does not follow from the result.

| kind of error | meaning |
|---|---|
| status | a response with a status other than 2xx |
| lost | the connection was lost |
| timeout | there was no response within the time limit |
| stalled | no byte was transferred within the idle limit |
| unreadable | a 2xx response could not be decoded |
| unreachable | no connection could be opened |
| ended | the context has ended |
| conflict | an UploadKeyError: another file was uploaded with the key |

| effect | meaning |
|---|---|
| done | the call failed, but the service has executed it |
| not done | the outcome is unknown, and the service has not executed the call |
| found | the file is that of an earlier upload with the key |
| 2 versions | the file has two versions |

| column | call |
|---|---|
| read | GET |
| list | GET of a list |
| iterator | GET of a list, page by page |
| write | an idempotent PUT, PATCH or POST, or a DELETE of many objects |
| create | POST that is not idempotent |
| delete | DELETE of one object |
| bulk | DeleteFiles, which makes one request for many files |
| upload | an upload whose name the service makes unique, which is the default |
| repeatable | an upload with a random key: WithRepeatableUploads |
| key | an upload with a key of the caller: WithUploadKey |
| known path | an upload with UseUniqueFileName false |
| token | an upload with the credentials for a browser, which are valid once |
| stream | like repeatable, from a reader that cannot be rewound |
| UploadAll | an item of UploadAll, with a key that is derived from its content |

A table has only the columns that it needs; an empty cell was not tested. In the descriptions of faults,

- *once* means the first request, and *always* all requests of the call,
- *executed* means that the service executes the request before the fault, and *not executed* that it does not,
- *reset* means that the server resets the connection.
`

type faultColumn struct{ class, title string }

// faultColumns are the classes of calls, in the order of the columns.
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
	{"limit", "The rate limit is exceeded"},
	{"status", "The service returns an error"},
	{"reset", "The connection is lost"},
	{"response", "The response is invalid or slow"},
	{"attack", "The response violates HTTP or is hostile"},
	{"network", "The service cannot be reached"},
	{"context", "The context ends"},
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

// TestDocument_Guarantees checks that each vector is in a table, and that no cell violates the guarantees.
func TestDocument_Guarantees(t *testing.T) {
	t.Parallel()
	rows := faultRows(t)
	heads := len(faultChapters) + strings.Count(faultsHead, "\n| ")
	if shown := strings.Count(faultDocument(rows), "\n| ") - heads; shown != len(rows) {
		t.Errorf("%d of %d rows are in a table", shown, len(rows))
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
				t.Errorf("%s, %s: the expected outcome violates the guarantees: %+v", row.ID, class, o)
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

// columnsOf returns the columns in which at least one row has a cell.
func columnsOf(rows []faultRow) []faultColumn {
	return slices.DeleteFunc(slices.Clone(faultColumns), func(c faultColumn) bool {
		return !slices.ContainsFunc(rows, func(r faultRow) bool {
			_, ok := r.Expect.Calls[c.class]
			return ok
		})
	})
}

// line returns the line of a table.
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

// cell returns the cell for an outcome. wasStored means that an earlier upload with the key has stored a file.
func (o faultOutcome) cell(wasStored bool) string {
	sign, detail := "✗", ""
	switch {
	case o.Done > 1:
		detail = fmt.Sprintf(", %d versions", o.Done)
	case o.Outcome != "success" && o.Done == 1:
		detail = ", done"
	case o.Unknown && o.Done == 0:
		detail = ", not done"
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
		detail = " " + o.Outcome + detail
	case wasStored:
		detail = " found"
	}
	return sign + " " + sent + detail
}

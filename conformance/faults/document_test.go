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

The behaviour of the client when the network or the service fails. The tables are generated from
[vectors/faults.json](../vectors/faults.json).
` + "`go test ./conformance/faults -run TestFaults` runs these calls against the mock server, and\n" +
	"`" + faultsCommand + "` writes this file.\n" + `
## What is guaranteed

- Each call returns a result, or an error that contains the operation, the number of attempts, the duration and the
  cause.
- **One upload never stores two files**, except in the cases that are listed below. An upload to a path that the
  caller names (useUniqueFileName false) can store two versions of one file, with the same bytes.
- **Uploads with the same folder, file name and key store one file with one version** (WithUploadKey), regardless of
  their number, machines and times. The service refuses the second file, and the client then looks up the first one
  and returns it. [docs/exactly-once.md](../../docs/exactly-once.md) has the guarantees of keys and their limits.
- **If an upload succeeds, the file is stored with its bytes.** The client does not mistake an older file at the same
  path for it. A file that was uploaded earlier with the same key counts as the uploaded file if it has the same size.
- **If an upload fails, this call has not stored the file**, unless errors.Is(err, ErrUploadOutcomeUnknown) is true:
  then the file is stored once, or not at all, or it is stored later because the service still executes the request.
  The same is true for ErrOutcomeUnknown and all other calls that are not idempotent.
- An upload with a key can be repeated without harm after every error, by the client and by the caller.
  WithRepeatableUploads gives a random key to each upload that has no name of its own, so that the client can repeat
  it. UploadAll uploads each item with its key, or with a key that is derived from its content, so that another run
  can repeat it.
- A journal lists what UploadAll has uploaded, and only saves time. The same files are stored if the journal is lost,
  damaged, or used by several runs at the same time.
- If its context ends, a call returns, sends no more requests, and leaves no response open. It leaves no goroutine
  running, except one that is blocked in the Read of a source or in the caller's own transport. The same is true if a
  call reaches a time limit of the client, regardless of what the server sends.
- A response of any length, compressed or not, uses at most 64 MiB of memory in addition to that of the idle process.

## What is not guaranteed

- If an idempotent call fails, it may have been executed. The error does not say so, because the call can be repeated
  without harm.
- A request that the client has given up can still arrive. If the upload was repeated in the meantime, the late
  request stores no second file. But if the file is deleted before the late request arrives, the file is stored again;
  and at a path that the caller names, the late request can become the current version after a newer upload.
- It is an assumption that the service stores only one of two uploads with the same key that arrive at the same time.
- If a key is used for two files of the same size, an upload of the second one returns the first one. The client
  compares sizes, not bytes.
- The client repeats an upload with a key without looking it up first. If the context ends before the repetition, the
  outcome is unknown, although the file may be stored.
- The service may list a file some time after it was stored. The client looks it up as often as it makes attempts. If
  the file is not listed by then, the outcome is unknown. After an upload that cannot be repeated, it looks it up only
  once.
- If the response to an upload to a path that the caller names is lost, and another program stored a file of the same
  size there during the call, the client takes this file for the uploaded one.
- A source that cannot be read twice, such as a network stream, is sent only once. If the response is lost, the client
  looks up the file.
- The client assumes that the service has not executed a request if it responds with 429, as its documentation
  implies. Otherwise, an upload without a key would be stored twice.
- A transport of the caller (WithHTTPClient) that itself repeats requests makes all guarantees void, except for
  uploads with a key. The transport of net/http accepts 10 MiB of headers, which can use twenty times as much memory:
  set its MaxResponseHeaderBytes. The default transport of the client accepts 256 KiB.
- An endless response that keeps sending bytes is read up to the limit of its length. Only the context limits the time
  that this takes.
- Over HTTP/2, which the client uses only with a transport of the caller, more lost connections lead to an unknown
  outcome.

## How to read the tables

Each row is a fault, and each column a kind of call. ✓ is a success, **?** an error with ErrOutcomeUnknown, and ✗ any
other error, after which the call was not executed unless it is idempotent. The number is the number of requests: in
2+1, the client has sent the call twice, and has looked up the uploaded file once. An error is followed by its kind:

- *status*: a response with another status than 2xx
- *lost*: the connection was lost
- *timeout*: there was no response within the time limit
- *stalled*: no byte was transferred within the idle limit
- *unreadable*: a response with 2xx could not be decoded
- *unreachable*: no connection could be made
- *ended*: the context has ended
- *conflict*: an UploadKeyError, because the key was used for another file

A cell says what the service has done if the outcome does not imply it: *done* means that the call was executed although
it returned an error, *not done* that it was not executed, *found* that an earlier call had stored the file, and *2
versions* that the file has two versions.

| column | call |
|---|---|
| read | GET |
| list | GET of a list |
| iterator | GET of a list, page by page |
| write | PUT, DELETE of many, PATCH and POST that are idempotent |
| create | POST that is not idempotent |
| delete | DELETE |
| bulk | DeleteFiles, which makes one request for many files |
| upload | an upload whose name the service makes unique, which is the default |
| repeatable | an upload with a random key: WithRepeatableUploads |
| key | an upload with a key of the caller: WithUploadKey |
| known path | an upload with UseUniqueFileName false |
| token | an upload with the credentials of a browser, which are valid once |
| stream | like repeatable, from a reader that cannot be rewound |
| UploadAll | an item of UploadAll, with a key that is derived from its content |

Each table has only the columns that it needs. In the names of faults, *executed* means that the service executes the
request before the fault, *not executed* that it does not, and *reset* that the server resets the connection.
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
	{"answer", "The response is invalid or slow"},
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

// TestDocument_Guarantees checks that each row is in a table, and that each cell conforms to the guarantees.
func TestDocument_Guarantees(t *testing.T) {
	t.Parallel()
	rows := faultRows(t)
	heads := len(faultChapters) + len(faultColumns) + 1
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

// columnsOf returns the columns for which at least one row has a cell.
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

// cell returns the cell for an outcome. wasStored says that an earlier call has stored the file of the upload.
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

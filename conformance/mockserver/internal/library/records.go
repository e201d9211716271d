package library

import (
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// file is a file with all its versions. Its id is that of its first version.
type file struct {
	ID, Path string
	Order    int        // position in the order of creation
	Numbers  int        // number of the last version that was added
	Versions []*Version // oldest first, never empty; the last one is current
	gone     bool       // deleted by the current change
}

// Content is the bytes of a version and the properties that are read at the upload.
type Content struct {
	Blob      *store.Blob
	MediaType string
	Format    string // jpg, png and so on
	Image     *Image // nil if it is not an image
}

// Kind returns the first part of the media type, such as image or video.
func (c Content) Kind() string {
	kind, _, _ := strings.Cut(c.MediaType, "/")
	return kind
}

// isDocument reports whether the content is a document of which the service makes pictures.
func (c Content) isDocument() bool {
	return c.MediaType == "application/pdf" || c.MediaType == "application/postscript"
}

// Image has the properties of an image that can be read without decoding it.
type Image struct {
	Format        string
	Width, Height int // in pixels
	Alpha         bool
}

// Media reads the bytes of a version. Copies of a version share it. Callers must not change the values it returns.
type Media interface {
	// Embedded returns the EXIF, IPTC and XMP values, nil if there are none.
	Embedded() map[string]any
	// Duration returns the length of a video or audio file in seconds, 0 for other files.
	Duration() float64
}

// AITag is a tag that an extension gave to a file.
type AITag struct {
	Name       string
	Confidence float64
	Source     string
}

// Version is one version of a file. It does not change after it is stored: a change stores a copy, so that readers need
// no lock.
type Version struct {
	ID                   string
	Number               int // as in "Version 2"; not reused
	CreatedAt, UpdatedAt time.Time

	Content
	Media Media `json:"-"`

	// Lists and maps are replaced as a whole, never changed.
	Tags           []string
	AITags         []AITag
	CustomMetadata map[string]any
	Coordinates    string // empty if there are none
	Description    string
	Private        bool
	Published      bool
}

// Folder is a folder other than the root. It does not change after it is stored.
type Folder struct {
	ID, Path             string
	Order                int
	CreatedAt, UpdatedAt time.Time
	CustomMetadata       map[string]any
}

// ChangeKind is a kind of change of a file.
type ChangeKind int

// Kinds of changes.
const (
	FileCreated ChangeKind = iota
	FileUpdated
	FileDeleted
	VersionCreated
	VersionDeleted
)

// Change is a change of a file and the version that it concerns.
type Change struct {
	Kind  ChangeKind
	Asset Asset
}

// Asset is one version of a file at one moment. It does not change, but its bytes can be deleted.
type Asset struct {
	*Version
	FileID, Path string
	Current      bool
	order        int
}

// JobType is a kind of bulk job, with the name that the service has for it.
type JobType string

// Kinds of bulk jobs.
const (
	JobCopyFolder   JobType = "COPY_FOLDER"
	JobMoveFolder   JobType = "MOVE_FOLDER"
	JobRenameFolder JobType = "RENAME_FOLDER"
)

// Job is the copying, moving or renaming of a folder. It runs as a whole when it is due.
type Job struct {
	ID       string
	Type     JobType
	From, To string // path of the folder before and after the job
	Versions bool   // copy older versions too
	Started  time.Time
	Due      time.Time
	Done     bool
	Asked    bool   // a client has asked for its status
	PurgeID  string // empty without a purge

	PurgeFailed bool // a purge was requested, but the quota was used up
}

// Purge is a purge of the cache. There is no cache, so it only has a status.
type Purge struct {
	ID      string
	Started time.Time
	Due     time.Time
	Asked   bool // a client has asked for its status
}

// FieldType is the type of the values of a custom metadata field, with the name that the service has for it.
type FieldType string

// Types of custom metadata fields.
const (
	FieldText         FieldType = "Text"
	FieldTextarea     FieldType = "Textarea"
	FieldNumber       FieldType = "Number"
	FieldDate         FieldType = "Date"
	FieldBoolean      FieldType = "Boolean"
	FieldSingleSelect FieldType = "SingleSelect"
	FieldMultiSelect  FieldType = "MultiSelect"
)

// Rules are the rules of one custom metadata field. A nil field means no rule.
type Rules struct {
	Type            FieldType
	DefaultValue    *any
	IsValueRequired *bool
	SelectOptions   *[]any
	MinLength       *int64 // in characters
	MaxLength       *int64
	MinValue        *any // a number, or a date as text
	MaxValue        *any
}

// Field is a custom metadata field. A deleted one is kept, because its name cannot be used again.
type Field struct {
	ID, Name, Label string
	Description     string // empty if there is none
	Rules           Rules
	Deleted         bool
	Reserved        bool // created by the service
}

// SavedExtension is an extension that requests can refer to by its id.
type SavedExtension struct {
	ID, Name, Description string
	Kind                  string         // of the extension, such as remove-bg
	Config                jsontext.Value // as it was sent
	CreatedAt, UpdatedAt  time.Time
}

// NamedTransformation is a transformation that URLs can refer to by its name.
type NamedTransformation struct {
	CreatedAt      time.Time
	Enabled        bool
	ID, Name       string
	Transformation string // with or without the prefix tr:
}

// Origin is an origin with its secrets.
type Origin struct {
	ID       string
	Settings map[string]any // as they were sent, and the id
}

// WebhookEndpoint is a URL to which events are posted.
type WebhookEndpoint struct {
	ID, URL              string
	Events               []string // their types, never empty
	Enabled              bool
	Secret               string
	CreatedAt, UpdatedAt time.Time
}

// URLEndpoint is a URL endpoint of the account.
type URLEndpoint struct {
	ID, Description string
	Prefix          string // of paths, without slashes; empty for the default one
	Origins         []string
	Rewriter        jsontext.Value `json:",omitzero"` // as the API returns it; nil if there is none
}

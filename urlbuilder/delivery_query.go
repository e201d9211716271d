package urlbuilder

import (
	"slices"
	"strings"
)

// Query parameters that the fields of [Options] write.
const (
	versionParameter        = "ik-obj-version"
	attachmentParameter     = "ik-attachment"
	attachmentNameParameter = "ik-attachment-filename"
)

// hasOwnParameters reports whether Version, Attachment or AttachmentName is set.
func (o *Options) hasOwnParameters() bool {
	return o.Attachment || len(o.Version)+len(o.AttachmentName) > 0
}

// allParameters returns the parameters of Version, Attachment and AttachmentName, and those in QueryParameters after
// them. The result shares nothing with the options. existing is the query of Src.
func (o *Options) allParameters(existing string) ([]QueryParameter, error) {
	var own [3]QueryParameter
	n := 0
	if o.Version != "" {
		if hasControl(o.Version) {
			return nil, &BuildError{Field: "Version", Value: strings.Clone(o.Version), Reason: controlProblem}
		}
		own[n], n = QueryParameter{versionParameter, o.Version}, n+1
	}
	if o.Attachment || o.AttachmentName != "" {
		own[n], n = QueryParameter{attachmentParameter, "true"}, n+1
	}
	if o.AttachmentName != "" {
		if problem := fileNameProblem(o.AttachmentName); problem != "" {
			return nil, &BuildError{
				Field: "AttachmentName", Value: strings.Clone(o.AttachmentName), Reason: problem,
			}
		}
		own[n], n = QueryParameter{attachmentNameParameter, o.AttachmentName}, n+1
	}
	added := cloneParameters(own[:n])
	others := cloneParameters(o.QueryParameters)
	for _, p := range added {
		for field, list := range map[string][]QueryParameter{"QueryParameters": others, "Src": parseQuery(existing)} {
			if slices.ContainsFunc(list, func(q QueryParameter) bool { return q.Name == p.Name }) {
				reason := "is also set by Version, Attachment or AttachmentName"
				return nil, &BuildError{Field: field, Param: p.Name, Reason: reason}
			}
		}
	}
	return append(added, others...), nil
}

// appendOwnQuery is appendQuery for options with [Options.hasOwnParameters].
func (b *Builder) appendOwnQuery(u *unsigned, existing string, o *Options, chain Chain) error {
	parameters, err := o.allParameters(existing)
	if err != nil {
		return err
	}
	return b.appendQuery(u, existing, parameters, chain)
}

// takeParameters moves query parameters into Version, Attachment and AttachmentName if the builder writes these fields
// as the same parameters in the same order.
func (o *Options) takeParameters() {
	taken := *o
	list := o.QueryParameters
	if len(list) > 0 && list[0].Name == versionParameter {
		taken.Version, list = list[0].Value, list[1:]
	}
	if len(list) > 0 && list[0] == (QueryParameter{attachmentParameter, "true"}) {
		taken.Attachment, list = true, list[1:]
		if len(list) > 0 && list[0].Name == attachmentNameParameter && fileNameProblem(list[0].Value) == "" {
			taken.AttachmentName, list = list[0].Value, list[1:]
		}
	}
	if len(list) == 0 {
		list = nil
	}
	taken.QueryParameters = list
	if !taken.hasOwnParameters() {
		return
	}
	if all, err := taken.allParameters(""); err == nil && slices.Equal(all, o.QueryParameters) {
		*o = taken
	}
}

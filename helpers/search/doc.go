// Package search builds search queries for the parameter SearchQuery of [imagekit.ListFilesParams]. Values are quoted,
// so no value can change the structure of a query. A condition that a query cannot express is an error.
//
//	query, err := search.Name.Has("shoe").
//		And(search.CreatedAt.After(7*24*time.Hour), search.Tags.In("sale", "summer")).
//		Param()
//	if err != nil {
//		return err
//	}
//	for file, err := range ik.Files(ctx, &imagekit.ListFilesParams{SearchQuery: query}) {
//
// # Fields
//
// The variables of this package, such as [Name] and [CreatedAt], are the fields of files and folders. [CustomText],
// [CustomNumber], [CustomDate], [CustomBool], [CustomSelect] and [CustomMultiSelect] return the custom metadata fields
// of an account. The type of a field has a method for each operator that the service documents for the field;
// conditions with other operators do not compile. [Fields] lists fields and operators.
//
// # Conditions
//
// A method of a field returns a [Condition]. [Condition.And], [Condition.Or] and [Not] combine conditions. The zero
// Condition is no condition, and has no effect on others. [Condition.Param] and [Condition.Query] return the query, or
// an [*Error] that names field and value.
//
// A query finds files and folders. It finds older versions of files only if a condition on [Type] names [FileVersion].
// A condition on a field that an asset cannot have does not hold, whatever the operator: folders have no tags, and only
// images have a width.
//
// A query of more than 1 MiB is an error. The service's documentation does not say how long a query can be, but each
// request has the query in its URL: split long lists of values.
//
// The service's documentation does not say how a quote within a text is written. This package writes \" for a quote and
// \\ for a backslash.
//
// All types are safe for concurrent use.
//
// [imagekit.ListFilesParams]: https://pkg.go.dev/github.com/openimagekit/imagekit#ListFilesParams
package search

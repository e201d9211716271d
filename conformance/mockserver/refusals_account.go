package mockserver

// originOperations are the operations that take the settings of an origin, and endpointOperations those of a URL
// endpoint.
var (
	originOperations   = on("createOrigin", "updateOrigin")
	endpointOperations = on("createURLEndpoint", "updateURLEndpoint")
	usageOperations    = on("getUsage", "getUsageAnalytics")
)

// messageOriginType is the answer to a type that no origin has.
const messageOriginType = "Invalid origin type. Must be one of S3, S3_COMPATIBLE, CLOUDINARY_BACKUP, WEB_FOLDER, " +
	"WEB_PROXY, GCS, AZURE_BLOB, AKENEO_PIM."

// accountRefusals are the documented refusals of requests for the settings and the usage of an account.
//
// Assumed: what the service documents about a missing name or bucket of an origin is the text for all settings; those
// that are true or false have one of the same form. The errors of usage analytics have the texts of those of usage.
var accountRefusals = []refusal{
	{originOperations, "type", nil, says(messageOriginType)},
	{originOperations, "body", keywords("required", "type", "oneOf"), says(messageOriginType)},
	{originOperations, "", keywords("required", "type"), saysOf("is required and must be a string")},
	{originOperations, "includeCanonicalHeader", keywords("type"), saysOf("must be a boolean")},
	{originOperations, "forwardHostHeaderToOrigin", keywords("type"), saysOf("must be a boolean")},
	{originOperations, "s3ForcePathStyle", keywords("type"), saysOf("must be a boolean")},
	{originOperations, "useIAMRole", keywords("type"), saysOf("must be a boolean")},

	{endpointOperations, "description", nil, says("description is required")},
	{endpointOperations, "urlPrefix", keywords("type"), says("urlPrefix must be a string")},

	{usageOperations, "startDate", keywords("required"), says(messageUsageDates)},
	{usageOperations, "endDate", keywords("required"), says(messageUsageDates)},
	{usageOperations, "startDate", nil, says(messageUsageFormat)},
	{usageOperations, "endDate", nil, says(messageUsageFormat)},

	{on("createSavedExtension", "updateSavedExtension"), "", nil, says("Invalid extension configuration.")},

	{on("purgeCache"), "url", nil, says("The URL is not valid for cache purging.")},
	{on("getFileMetadataFromURL"), "url", nil, says("The url should be accessible using your ImageKit.io account.")},
}

// The answers to periods that cannot be read.
const (
	messageUsageDates  = "startDate and endDate are required in query parameters."
	messageUsageFormat = "startDate and endDate should be in format YYYY-MM-DD."
)

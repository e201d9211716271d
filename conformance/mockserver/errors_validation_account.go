package mockserver

// Operations with equal rows.
var (
	originOperations   = on("createOrigin", "updateOrigin")
	endpointOperations = on("createURLEndpoint", "updateURLEndpoint")
	usageOperations    = on("getUsage", "getUsageAnalytics")
)

// messageOriginType is the answer to a type that no origin has.
const messageOriginType = "Invalid origin type. Must be one of S3, S3_COMPATIBLE, CLOUDINARY_BACKUP, WEB_FOLDER, " +
	"WEB_PROXY, GCS, AZURE_BLOB, AKENEO_PIM."

// accountRefusals are the documented refusals of requests for the settings, the usage and the cache of an account.
//
// Assumed: what the service documents about a missing name or bucket of an origin is the text for all settings; those
// that are true or false have one of the same form. The errors of usage analytics have the texts of those of usage.
var accountValidationErrors = []validationError{
	{originOperations, "type", nil, message(messageOriginType)},
	{originOperations, "body", keywords("required", "type", "oneOf"), message(messageOriginType)},
	{originOperations, "", keywords("required", "type"), messageAboutField("is required and must be a string")},
	{originOperations, "includeCanonicalHeader", keywords("type"), messageAboutField("must be a boolean")},
	{originOperations, "forwardHostHeaderToOrigin", keywords("type"), messageAboutField("must be a boolean")},
	{originOperations, "s3ForcePathStyle", keywords("type"), messageAboutField("must be a boolean")},
	{originOperations, "useIAMRole", keywords("type"), messageAboutField("must be a boolean")},

	{endpointOperations, "description", nil, message("description is required")},
	{endpointOperations, "urlPrefix", keywords("type"), message("urlPrefix must be a string")},

	{usageOperations, "startDate", keywords("required"), message(messageUsageDates)},
	{usageOperations, "endDate", keywords("required"), message(messageUsageDates)},
	{usageOperations, "startDate", nil, message(messageUsageFormat)},
	{usageOperations, "endDate", nil, message(messageUsageFormat)},

	{on("createSavedExtension", "updateSavedExtension"), "", nil, message("Invalid extension configuration.")},

	{on("purgeCache"), "url", nil, message(messagePurgeURL)},
}

// The answers to periods that cannot be read.
const (
	messageUsageDates  = "startDate and endDate are required in query parameters."
	messageUsageFormat = "startDate and endDate should be in format YYYY-MM-DD."
)

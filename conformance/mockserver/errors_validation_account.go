package mockserver

// Operations that share rows.
var (
	originOperations   = on("createOrigin", "updateOrigin")
	endpointOperations = on("createURLEndpoint", "updateURLEndpoint")
	usageOperations    = on("getUsage", "getUsageAnalytics")
)

// messageOriginType is the message for an unknown type of origin.
const messageOriginType = "Invalid origin type. Must be one of S3, S3_COMPATIBLE, CLOUDINARY_BACKUP, WEB_FOLDER, " +
	"WEB_PROXY, GCS, AZURE_BLOB, AKENEO_PIM."

// accountValidationErrors are the documented responses to invalid requests for the settings, the usage and the cache of
// an account.
//
// Assumed: the message that is documented for a missing name or bucket of an origin applies to all its settings that
// are texts; the message for settings that are booleans is similar. Errors of usage analytics have the same messages as
// errors of usage.
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

// Messages for missing and malformed dates of a period.
const (
	messageUsageDates  = "startDate and endDate are required in query parameters."
	messageUsageFormat = "startDate and endDate should be in format YYYY-MM-DD."
)

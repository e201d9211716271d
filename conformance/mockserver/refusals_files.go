package mockserver

// fileRefusals are the documented refusals of requests for files and their versions.
var fileRefusals = []refusal{
	{
		on("listFiles"), "skip", keywords("minimum"),
		saysValue("The value of skip parameter should be greater than or equal to 0."),
	},
	{on("listFiles"), "limit", keywords("minimum"), saysValue("Minimum value of limit parameter is 1.")},
	{on("listFiles"), "limit", keywords("maximum"), saysValue("Maximum value of limit parameter is 1000.")},
	{on("listFiles"), "sort", nil, says("Your request contains invalid value for sort parameters.")},
	{on("listFiles"), "type", nil, says("Your request contains invalid value for type parameter. " +
		"Please provide one of the following: file, file-version, folder, all.")},
}

// Package scenarios contains only tests. Each scenario is a complete use of the service through the exported methods of
// the client, on a mock server. Together, the scenarios must cause every response in openapi.yaml. If the keys of an
// account of the service are set, they also run on this account. ASSUMPTIONS.md lists the assumptions about the
// service.
//
//	go test ./conformance/scenarios
//	go test ./conformance/scenarios -run Scenarios_Account -v   # see TestScenarios_Account for the variables
//	go test ./conformance/scenarios -run Assumptions -update    # writes ASSUMPTIONS.md
package scenarios

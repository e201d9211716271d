package request

import "strings"

// Route is the method and path of an operation.
type Route struct {
	method   string
	segments []string
}

// Routes parses routes such as "GET /v1/files/{fileId}".
func Routes(operations ...string) []Route {
	routes := make([]Route, len(operations))
	for i, operation := range operations {
		method, path, _ := strings.Cut(operation, " ")
		routes[i] = Route{method: method, segments: strings.Split(path, "/")}
	}
	return routes
}

// checkRoutes sets a problem if the value of a path parameter leads to another operation. For example, the file id
// "purge" in /v1/files/{fileId}/details leads to /v1/files/purge/{requestId}.
func (c *Call) checkRoutes() {
	own := strings.Split(c.Path, "/")
	for _, route := range c.Routes {
		if route.method != c.Method || len(route.segments) != len(own) {
			continue
		}
		if name, value := c.collision(own, route.segments); name != "" {
			c.reject(name, "must not be %q, which leads to another operation: %s", value,
				strings.Join(route.segments, "/"))
			return
		}
	}
}

// collision returns the parameter whose value makes the path of the call, own, match the path of another operation.
func (c *Call) collision(own, other []string) (name, value string) {
	for i, segment := range own {
		literal := other[i]
		parameter, isParameter := strings.CutPrefix(segment, "{")
		switch {
		case strings.HasPrefix(literal, "{") || segment == literal:
		case !isParameter:
			return "", ""
		default:
			name = strings.TrimSuffix(parameter, "}")
			if value = c.pathValue(name); value != literal {
				return "", ""
			}
		}
	}
	return name, value
}

func (c *Call) pathValue(name string) string {
	for _, p := range c.pathParams {
		if p.name == name {
			return p.value
		}
	}
	return ""
}

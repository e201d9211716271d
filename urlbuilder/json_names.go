package urlbuilder

import "strings"

// resolve returns the code of the parameter with a name in JSON, and whether the value follows the rules of version 7
// of the Node SDK. The code is 0 for a name that is written unchanged. Version 7 also applies its rules to names in
// URLs.
//
// The table contains the names of versions 3 to 6 and of version 7. In the classic dialect, a name of version 7 works
// as well, unless it has another meaning in the older versions. Version 3 wrote bo for border; this package writes b,
// as the service documents it.
func resolve(name string, dialect Dialect) (code codeID, current bool) {
	if dialect == Classic {
		if code := lookupName(classicNames, name); code != 0 {
			return code, false
		}
		if code := lookupName(currentNames, name); code != 0 {
			return code, true
		}
		return 0, false
	}
	if code := lookupName(currentNames, name); code != 0 {
		return code, true
	}
	return lookupCode(name), true
}

// lookupName returns the code of a name or, like the SDKs, of the name in lower case. It returns 0 if the table
// contains neither.
func lookupName(table map[string]codeID, name string) codeID {
	if code := table[name]; code != 0 {
		return code
	}
	return table[strings.ToLower(name)]
}

package urlbuilder

import "strings"

// resolve returns the parameter that a name in JSON means, and whether version 7's rules for values hold. The code is 0
// for a name that is emitted as it is. Version 7 applies its rules to names in URLs too.
//
// The table has the names of versions 3 to 6 of the Node SDK, and those of version 7, which in the classic dialect work
// as well, where the older versions have no other meaning for them. For border, version 3 wrote bo; the service
// documents b, and so do we.
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

// lookupName also finds a name in lower case, as the SDKs do.
func lookupName(table map[string]codeID, name string) codeID {
	if code := table[name]; code != 0 {
		return code
	}
	return table[strings.ToLower(name)]
}

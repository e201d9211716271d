# Scripts that need more than Go source this file.

# require ends the script with status 3 if commands are not installed, and names them. .ci/run takes that as a check
# that was skipped.
require() {
	local tool missing=()
	for tool; do
		command -v "$tool" >/dev/null || missing+=("$tool")
	done
	[ "${#missing[@]}" = 0 ] || {
		echo "skipped: not installed: ${missing[*]}"
		exit 3
	}
}

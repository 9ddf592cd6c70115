# Sets JAVA_HOME to a JDK 25 or later: the caller's, else the newest under /usr/lib/jvm. Sourced.
jdk_version() { "$1/bin/java" -version 2>&1 | sed -nE '1s/.*version "([0-9]+).*/\1/p'; }
find_jdk() {
  local home version best=24
  if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/javac" ]; then
    version=$(jdk_version "$JAVA_HOME"); [ "${version:-0}" -ge 25 ] && return 0
  fi
  JAVA_HOME=
  for home in "${jvms:-/usr/lib/jvm}"/*/; do
    [ -x "${home}bin/javac" ] || continue
    version=$(jdk_version "$home")
    [ "${version:-0}" -gt "$best" ] && best=$version && JAVA_HOME=${home%/}
  done
  [ -n "$JAVA_HOME" ] && export JAVA_HOME && return 0
  echo "wicgate: no JDK 25 found. Install one (for example Temurin 25: package temurin-25-jdk) or set JAVA_HOME to it." >&2
  return 1
}

# Builds the program and the browser's part when a source is newer than the last build. Sourced.
need() { command -v "$1" >/dev/null || { echo "wicgate: $1 is missing. Install it: apt-get install $2" >&2; return 1; }; }
is_built() {
  [ -f app/target/built ] && [ -z "$(find . \( -name target -o -name node_modules -o -name dist -o -name .git -o -name data \) -prune -o \
    -type f \( -path '*/src/main/*' -o -name pom.xml -o -path './wic-js/*' \) -newer app/target/built -print -quit)" ]
}
build() {
  is_built && return 0
  need mvn maven && need npm npm || return 1
  echo "wicgate: building, once (1 of 2: the page for browsers)" >&2
  (cd wic-js && npm ci --silent --no-audit --no-fund && npm run --silent build) >&2 || { echo "wicgate: npm could not build wic-js" >&2; return 1; }
  echo "wicgate: building, once (2 of 2: the program; about a minute)" >&2
  mvn -B -T1C package -DskipTests -pl app -am 2>&1 | sed -nE '/^\[INFO\] (Building|BUILD)|^\[ERROR\]/s/^/  /p' >&2
  [ "${PIPESTATUS[0]}" -eq 0 ] || { echo "wicgate: the build failed, see above" >&2; return 1; }
  touch app/target/built
}

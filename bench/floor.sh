#!/usr/bin/env bash
# The least an edge on Netty can cost: `bench/floor.sh WS_HOST:PORT UDP_HOST:PORT CORE_HOST:PORT`, with the flags of the wicgate script.
set -eu
cd "$(dirname "$(readlink -f "$0")")/.."
. scripts/jdk.sh && find_jdk
mvn -q -B -Pbench -pl bench -am package -DskipTests -Dspotless.check.skip
exec "$JAVA_HOME/bin/java" -XX:+UseZGC -XX:SoftMaxHeapSize=1g -XX:+UseCompactObjectHeaders \
  -XX:MaxInlineLevel=9 -XX:InlineSmallCode=1000 -XX:FreqInlineSize=160 \
  --enable-native-access=ALL-UNNAMED -cp "bench/target/lib/*" org.wicgate.bench.Floor "$@"

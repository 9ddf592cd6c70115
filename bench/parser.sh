#!/usr/bin/env bash
# The SIP parser beside JAIN-SIP and pkts.io, by JMH. Arguments go to JMH: `bench/parser.sh -prof gc`.
set -eu
cd "$(dirname "$(readlink -f "$0")")/.."
. scripts/jdk.sh && find_jdk
mvn -q -B -Pbench -pl bench -am package -DskipTests -Dspotless.check.skip
exec "$JAVA_HOME/bin/java" -cp "bench/target/lib/*" org.openjdk.jmh.Main "$@"

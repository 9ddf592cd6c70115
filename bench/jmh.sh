#!/usr/bin/env bash
# JMH: `Parser` is the SIP parser beside JAIN-SIP and pkts.io, `Refresh` a REGISTER refresh in the eP-CSCF without
# sockets. All arguments go to JMH: `bench/jmh.sh Refresh -prof gc`.
set -eu
cd "$(dirname "$(readlink -f "$0")")/.."
. scripts/jdk.sh && find_jdk
mvn -q -B -Pbench -pl bench -am package -DskipTests -Dspotless.check.skip
exec "$JAVA_HOME/bin/java" -cp "bench/target/lib/*" org.openjdk.jmh.Main "$@"

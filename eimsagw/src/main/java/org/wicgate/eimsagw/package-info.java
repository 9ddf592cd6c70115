/**
 * The eIMS-AGW (TS 23.334): media sessions made of a WebRTC transport on the access side and plain
 * RTP on the core side, with gates between them. Commanded through {@code iq} only.
 */
@NullMarked
package org.wicgate.eimsagw;

import org.jspecify.annotations.NullMarked;

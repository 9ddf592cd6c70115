/**
 * The ng protocol of rtpengine, by which a SIP proxy has its media relayed: {@link
 * org.wicgate.ng.NgServer} lets Kamailio or OpenSIPS use our eIMS-AGW as if it were an rtpengine.
 */
@NullMarked
package org.wicgate.ng;

import org.jspecify.annotations.NullMarked;

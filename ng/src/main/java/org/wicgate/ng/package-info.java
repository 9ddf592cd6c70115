/**
 * The ng protocol of rtpengine, by which a SIP proxy has its media relayed: {@link
 * org.wicgate.ng.NgServer} lets Kamailio or OpenSIPS use our eIMS-AGW as if it were an rtpengine,
 * and {@link org.wicgate.ng.NgClient} lets an rtpengine be the eIMS-AGW of our eP-CSCF.
 */
@NullMarked
package org.wicgate.ng;

import org.jspecify.annotations.NullMarked;

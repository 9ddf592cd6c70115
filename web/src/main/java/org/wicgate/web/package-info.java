/** HTTP for WWSF, WAF and the admin API, on virtual threads. */
@NullMarked
package org.wicgate.web;

import org.jspecify.annotations.NullMarked;

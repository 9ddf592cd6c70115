/** What Wicgate is measured beside: other parsers, and the least that an edge can cost. */
package org.wicgate.bench;

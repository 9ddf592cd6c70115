/** What ring 2 asks to be kept: accounts, pools and leases, in SQL behind a migration tool. */
@NullMarked
package org.wicgate.store;

import org.jspecify.annotations.NullMarked;

package org.wicgate.epcscf;

/** Which m-lines carry media, by index. */
@FunctionalInterface
interface Usable {
    boolean has(int index);
}

package org.wicgate.app;

/** The lab core of a node. */
final class LabRole {
    private LabRole() {}
}

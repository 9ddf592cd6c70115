package org.wicgate.interop;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test class that drives a browser against {@code wicgate demo} on its usual ports. It has the
 * demo to itself; what needs only some ports runs beside it, on those of {@link Program.Ports}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Demo.class)
@ResourceLock("demo")
@UsesBrowser
@interface UsesDemo {}

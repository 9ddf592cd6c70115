package org.wicgate.sim;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which statements of the conformance checklist (docs/conformance/checklist.tsv) a test
 * proves: {@code @Proves({"REG-10", "REG-09"})}. The build gathers them into docs/CONFORMANCE.md; a
 * statement whose test fails or is skipped stays open.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Proves {
    /** Checklist IDs. */
    String[] value();
}

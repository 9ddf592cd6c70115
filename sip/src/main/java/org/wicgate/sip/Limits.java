package org.wicgate.sip;

/**
 * How much of a stranger's message is read before it is refused.
 *
 * @param messageBytes the whole message
 * @param headerLines how many header lines, folded ones counted once
 * @param headerLineBytes one header line with its folds; also the start line
 * @param bodyBytes the body
 */
public record Limits(int messageBytes, int headerLines, int headerLineBytes, int bodyBytes) {
    /** 64 KiB in all; a line may hold a long token. */
    public static final Limits DEFAULT = new Limits(65_536, 256, 16_384, 65_536);

    /** For what we wrote ourselves. */
    static final Limits OURS =
            new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
}

package org.wicgate.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.Locale;

/**
 * The system calls of 64-bit Linux that media needs. Addresses are plain numbers: whoever calls
 * keeps what they point to. A call that fails gives a negative number, and {@link #errno} says why.
 */
@SuppressWarnings("restricted") // that is what calling the system is
final class Libc {
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENOBUFS = 105;

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int EPOLLIN = 1;
    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int IP = 0;
    static final int IP_TOS = 1;
    static final int IPV6 = 41;
    static final int IPV6_TCLASS = 67;

    private static final int NONBLOCK = 0x800;
    private static final int CLOEXEC = 0x80000;
    private static final int DATAGRAM = 2 | NONBLOCK | CLOEXEC;
    private static final int EPOLL_CTL_ADD = 1;

    private static final boolean X86 = "amd64".equals(System.getProperty("os.arch"));

    /** Bytes of a struct epoll_event, which x86 alone packs. */
    static final int EPOLL_EVENT = X86 ? 12 : 16;

    /** Where the user's data of a struct epoll_event is. */
    static final int EPOLL_DATA = X86 ? 4 : 8;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final AddressLayout STRING =
            ValueLayout.ADDRESS.withTargetLayout(
                    MemoryLayout.sequenceLayout(200, ValueLayout.JAVA_BYTE));

    private static final MethodHandle STRERROR =
            LINKER.downcallHandle(
                    SYMBOLS.findOrThrow("strerror"), FunctionDescriptor.of(STRING, JAVA_INT));
    private static final MethodHandle SOCKET = ints("socket", 3);
    private static final MethodHandle EPOLL_CREATE = ints("epoll_create1", 1);
    private static final MethodHandle EVENTFD = ints("eventfd", 2);
    private static final MethodHandle CLOSE = ints("close", 1);
    private static final MethodHandle BIND = call("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle NAME =
            call("getsockname", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle OPTION =
            call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle EPOLL_CTL =
            call("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EPOLL_WAIT =
            call("epoll_wait", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle READ =
            call("read", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle WRITE =
            call("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle RECVFROM =
            call(
                    "recvfrom",
                    JAVA_LONG,
                    JAVA_INT,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_INT,
                    JAVA_LONG,
                    JAVA_LONG);
    private static final MethodHandle RECVMMSG =
            call("recvmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle SENDTO =
            call(
                    "sendto", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG,
                    JAVA_INT);

    /** The last error of the calls of this object, which one thread makes. */
    private final MemorySegment state = Arena.ofAuto().allocate(STATE);

    /** Whether this is a system that these calls fit. */
    static boolean isHere() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "");
        return "linux".equals(system) && ("amd64".equals(machine) || "aarch64".equals(machine));
    }

    private static MethodHandle ints(String name, int count) {
        return call(
                name, JAVA_INT, Collections.nCopies(count, JAVA_INT).toArray(ValueLayout[]::new));
    }

    private static MethodHandle call(String name, ValueLayout result, ValueLayout... arguments) {
        return LINKER.downcallHandle(
                SYMBOLS.findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    /** Why the last call of this object failed. */
    int errno() {
        return (int) ERRNO.get(state, 0L);
    }

    /** The last failure, in the system's words. */
    IOException failure() {
        try {
            var text = (MemorySegment) STRERROR.invokeExact(errno());
            return new IOException(text.getString(0));
        } catch (Throwable impossible) {
            throw bug(impossible);
        }
    }

    /** A call that needs to succeed. */
    int must(int result) throws IOException {
        if (result < 0) {
            throw failure();
        }
        return result;
    }

    /** A UDP socket that does not block. */
    int udp(int family) {
        try {
            return (int) SOCKET.invokeExact(state, family, DATAGRAM, 0);
        } catch (Throwable impossible) {
            throw bug(impossible);
        }
    }

    int epoll() {
        try {
            return (int) EPOLL_CREATE.invokeExact(state, CLOEXEC);
        } catch (Throwable impossible) {
            throw bug(impossible);
        }
    }

    /** A counter that can be waited for. */
    int event() {
        try {
            return (int) EVENTFD.invokeExact(state, 0, NONBLOCK | CLOEXEC);
        } catch (Throwable impossible) {
            throw bug(impossible);
        }
    }

    int close(int descriptor) {
        try {
            return (int) CLOSE.invokeExact(state, descriptor);
        } catch (Throwable impossible) {
            throw bug(impossible);
        }
    }

    int bind(int socket, long name, int length) {
        try {
            return (int) BIND.invokeExact(state, socket, name, length);
        } catch (Throwable impossible) {
            throw bug(impossible);
        }
    }

    int getsockname(int socket, long name, long length) {
        try {
            return (int) NAME.invokeExact(state, socket, name, length);
        } catch (Throwable impossible) {
            throw bug(impossible);
        }
    }

    /** Sets an option that is an int, which is at {@code value}. */
    int setsockopt(int socket, int level, int option, long value) {
        try {
            return (int) OPTION.invokeExact(state, socket, level, option, value, Integer.BYTES);
        } catch (Throwable impossible) {
            throw bug(impossible);
        }
    }

    /** Adds a descriptor; closing it takes it out. */
    int add(int epoll, int descriptor, long event) {
        try {
            return (int) EPOLL_CTL.invokeExact(state, epoll, EPOLL_CTL_ADD, descriptor, event);
        } catch (Throwable impossible) {
            throw bug(impossible);
        }
    }

    int epollWait(int epoll, long events, int most, int millis) {
        try {
            return (int) EPOLL_WAIT.invokeExact(state, epoll, events, most, millis);
        } catch (Throwable impossible) {
            throw bug(impossible);
        }
    }

    long read(int descriptor, long into, long length) {
        try {
            return (long) READ.invokeExact(state, descriptor, into, length);
        } catch (Throwable impossible) {
            throw bug(impossible);
        }
    }

    long write(int descriptor, long from, long length) {
        try {
            return (long) WRITE.invokeExact(state, descriptor, from, length);
        } catch (Throwable impossible) {
            throw bug(impossible);
        }
    }

    long recvfrom(int socket, long into, long length, long name, long nameLength) {
        try {
            return (long) RECVFROM.invokeExact(state, socket, into, length, 0, name, nameLength);
        } catch (Throwable impossible) {
            throw bug(impossible);
        }
    }

    int recvmmsg(int socket, long messages, int count) {
        try {
            return (int) RECVMMSG.invokeExact(state, socket, messages, count, 0, 0L);
        } catch (Throwable impossible) {
            throw bug(impossible);
        }
    }

    long sendto(int socket, long from, long length, long name, int nameLength) {
        try {
            return (long) SENDTO.invokeExact(state, socket, from, length, 0, name, nameLength);
        } catch (Throwable impossible) {
            throw bug(impossible);
        }
    }

    private static AssertionError bug(Throwable cause) {
        return new AssertionError("a call of the system with the wrong types", cause);
    }
}

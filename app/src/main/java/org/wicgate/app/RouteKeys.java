package org.wicgate.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.wicgate.base.Entropy;
import org.wicgate.epcscf.NodeKey;

/**
 * The keys that sign what the core holds of us, in a file of the data folder: a new one for each
 * start, and those of the starts before, so that the core's old bindings are known and answered
 * 430.
 */
final class RouteKeys {
    private static final String NAME = "route-keys";

    private RouteKeys() {}

    /** The key of this start; the file has it from now on. */
    static NodeKey next(Path data, Entropy entropy) throws IOException {
        var file = data.resolve(NAME);
        var key = NodeKey.after(read(file), entropy);
        var fresh = data.resolve(NAME + ".new");
        Files.deleteIfExists(fresh);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(fresh, key.kept());
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        return key;
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException _) {
            return new byte[0];
        }
    }
}

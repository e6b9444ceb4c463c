package io.movein.process.crash;

import io.movein.process.cli.ProcessCommand;
import io.movein.process.example.CopyFolder;

/** The example as a program. */
final class CopyFolderMain {

    private CopyFolderMain() {}

    public static void main(String[] arguments) {
        ProcessCommand.main(new CopyFolder(), arguments);
    }
}

package io.movein.process;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses KIT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.movein.process");

    @Test
    void theKitKnowsNoStoreAndNoProgramAndNoServiceOfMovein() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.movein.process",
                        "io.movein.process.configuration..",
                        "io.movein.process.items..",
                        "io.movein.process.pace..",
                        "io.movein.process.control..",
                        "io.movein.process.report..",
                        "io.movein.process.evidence..",
                        "io.movein.process.retry..",
                        "io.movein.process.lease..",
                        "io.movein.process.run..",
                        "io.movein.process.cli..",
                        "java..",
                        "tools.jackson..",
                        "com.fasterxml.jackson.annotation..",
                        "com.networknt.schema..",
                        "org.snakeyaml.engine..",
                        "io.github.bucket4j..",
                        "dev.failsafe..",
                        "com.github.luben.zstd..",
                        "picocli..",
                        "me.tongfei.progressbar..",
                        "org.jspecify..")
                .because("a store that the kit knew would be in every program")
                .check(KIT);
    }

    @Test
    void itsPackagesDependInOneDirection() {
        slices().matching("io.movein.process.(*)..").should().beFreeOfCycles().check(KIT);
    }
}

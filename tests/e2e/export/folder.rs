//! A file for each policy, and what differs between such a folder and the tenant.

use super::{awkward, export, path, stderr, stdout, text};

#[test]
fn a_folder_with_a_file_for_each_policy_is_checked_against_the_tenant() {
    let simulator = awkward();
    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("assignments");
    let output = export(&simulator, &["--per-policy", path(&folder)]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let mut files: Vec<String> = std::fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    files.sort();
    assert_eq!(
        files,
        [
            "count_7b000000_7b000000_0000_4000_8000_000000000001.tf",
            "count_7b000000_7b000000_0000_4000_8000_000000000003.tf",
            "count_each_key.tf",
            "ios_baseline.tf",
            "policy_7b000000.tf",
            "東京_2024.tf",
        ]
    );
    let check = |arguments: &[&str]| export(&simulator, &[&["--check", path(&folder)], arguments].concat());
    let same = check(&[]);
    assert_eq!(same.status.code(), Some(0), "{}", stdout(&same));
    assert_eq!(stdout(&same), "The folder describes the tenant.\n");

    let ios = folder.join("ios_baseline.tf");
    let changed = text(&ios).replace("\"all_licensed_users\"", "\"all_devices\"");
    std::fs::write(&ios, changed).expect("written");
    let filtered = folder.join("count_each_key.tf");
    let changed = text(&filtered).replacen("= \"include\"", "= \"exclude\"", 1);
    std::fs::write(&filtered, changed).expect("written");
    let computed =
        "resource \"intune_compliance_assignment\" \"mine\" {\n  compliance_policy_id = var.policy\n}\n";
    std::fs::write(folder.join("mine.tf"), computed).expect("written");
    let different = check(&[]);
    assert_eq!(different.status.code(), Some(3), "{}", stderr(&different));
    assert_eq!(
        stdout(&different),
        "+ only in the tenant: intune_compliance_assignment.ios_baseline__all_licensed_users: iOS - baseline to all \
         licensed users\n\
         - only in the folder: ios_baseline.tf: intune_compliance_assignment.ios_baseline__all_licensed_users\n\
         ~ count_each_key.tf: intune_compliance_assignment.count_each_key__twins_8c000001: filter_type is \"exclude\" \
         in the folder and \"include\" in the tenant\n\
         ? mine.tf: intune_compliance_assignment.mine: has values that are computed; terraform plan says whether it \
         differs\n"
    );
    std::fs::remove_file(folder.join("mine.tf")).expect("removed");
    std::fs::remove_file(&ios).expect("removed");
    std::fs::remove_file(&filtered).expect("removed");
    // As a file that was written before its policy got another name.
    let twin = text(folder.join("policy_7b000000.tf")).replace("policy_7b000000__", "rocket__");
    std::fs::write(folder.join("rocket.tf"), twin).expect("written");
    let twice = check(&["--platform", "android"]);
    assert_eq!(twice.status.code(), Some(3), "{}", stderr(&twice));
    assert_eq!(
        stdout(&twice),
        "= policy_7b000000.tf: intune_compliance_assignment.policy_7b000000__all_devices: is the same assignment as \
         rocket.tf: intune_compliance_assignment.rocket__all_devices\n"
    );
    std::fs::remove_file(folder.join("rocket.tf")).expect("removed");
    let selected = check(&["--platform", "macos"]);
    assert_eq!(
        selected.status.code(),
        Some(0),
        "what was not selected is no difference: {}",
        stdout(&selected)
    );
    let missing = export(&simulator, &["--check", path(&folder.join("nowhere"))]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(stderr(&missing).contains("Error: cannot read "), "{}", stderr(&missing));
}

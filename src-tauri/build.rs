//! Declares our commands to Tauri's access control and generates the context.

/// Every command the window may call. `capabilities/main.json` grants each of them by name, so
/// that a command added here alone stays out of reach.
const COMMANDS: &[&str] = &[
    "account_add",
    "account_check",
    "account_list",
    "account_remove",
    "account_sign_in_again",
    "account_unsent",
    "account_update",
    "account_work_as",
    "act_undo",
    "app_act",
    "app_state",
    "attachment_add",
    "attachment_remove",
    "catalog_get",
    "chat_act",
    "chat_counts",
    "chat_get",
    "chat_list",
    "chat_open",
    "chat_seen",
    "customer_get",
    "draft_get",
    "draft_save",
    "library_get",
    "library_save",
    "media_get",
    "media_save",
    "message_act",
    "message_list",
    "message_search",
    "message_send",
    "note_act",
    "operator_add",
    "operator_import_preview",
    "operator_list",
    "operator_set_status",
    "organization_list",
    "service_act",
    "service_list",
    "settings_get",
    "settings_set",
    "timeline_list",
    "token_copy",
    "token_issue",
    "token_validate",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The front end is embedded; where it has not been built yet, an empty folder lets
    // everything else be checked.
    std::fs::create_dir_all("../ui/dist")?;
    println!("cargo:rerun-if-changed=../ui/dist");
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .codegen(tauri_build::CodegenContext::new())
            .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS)),
    )?;
    Ok(())
}

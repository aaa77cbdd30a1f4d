data "intune_compliance_policy" "baseline" {
  display_name = "Baseline"
  platform     = "windows10"
}

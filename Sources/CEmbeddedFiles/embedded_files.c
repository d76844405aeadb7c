// One entry a file, in alphabetical order. `Tests/HardwareProfilesTests` checks that none of the folder is missing.
#include "embedded_files.h"

static const unsigned char amd_mi100_pcie_32gb[] = {
#embed "../../hardware-profiles/amd-mi100-pcie-32gb.yaml"
};
static const unsigned char amd_mi210_pcie_64gb[] = {
#embed "../../hardware-profiles/amd-mi210-pcie-64gb.yaml"
};
static const unsigned char amd_mi250_oam_128gb[] = {
#embed "../../hardware-profiles/amd-mi250-oam-128gb.yaml"
};
static const unsigned char amd_mi250x_gcd_64gb[] = {
#embed "../../hardware-profiles/amd-mi250x-gcd-64gb.yaml"
};
static const unsigned char amd_mi250x_oam_128gb[] = {
#embed "../../hardware-profiles/amd-mi250x-oam-128gb.yaml"
};
static const unsigned char amd_mi300a_apu_128gb[] = {
#embed "../../hardware-profiles/amd-mi300a-apu-128gb.yaml"
};
static const unsigned char amd_mi300x_oam_192gb[] = {
#embed "../../hardware-profiles/amd-mi300x-oam-192gb.yaml"
};
static const unsigned char amd_mi325x_oam_256gb[] = {
#embed "../../hardware-profiles/amd-mi325x-oam-256gb.yaml"
};
static const unsigned char amd_mi350x_oam_288gb[] = {
#embed "../../hardware-profiles/amd-mi350x-oam-288gb.yaml"
};
static const unsigned char amd_mi355x_oam_288gb[] = {
#embed "../../hardware-profiles/amd-mi355x-oam-288gb.yaml"
};
static const unsigned char amd_mi50_pcie_16gb[] = {
#embed "../../hardware-profiles/amd-mi50-pcie-16gb.yaml"
};
static const unsigned char amd_mi60_pcie_32gb[] = {
#embed "../../hardware-profiles/amd-mi60-pcie-32gb.yaml"
};
static const unsigned char amd_rx_7900_xtx_24gb[] = {
#embed "../../hardware-profiles/amd-rx-7900-xtx-24gb.yaml"
};
static const unsigned char apple_m2_ultra_192gb[] = {
#embed "../../hardware-profiles/apple-m2-ultra-192gb.yaml"
};
static const unsigned char apple_m3_ultra_512gb[] = {
#embed "../../hardware-profiles/apple-m3-ultra-512gb.yaml"
};
static const unsigned char aws_inferentia2[] = {
#embed "../../hardware-profiles/aws-inferentia2.yaml"
};
static const unsigned char aws_trainium1[] = {
#embed "../../hardware-profiles/aws-trainium1.yaml"
};
static const unsigned char aws_trainium2[] = {
#embed "../../hardware-profiles/aws-trainium2.yaml"
};
static const unsigned char aws_trainium3[] = {
#embed "../../hardware-profiles/aws-trainium3.yaml"
};
static const unsigned char calibration_step_time[] = {
#embed "../../hardware-profiles/calibration/step-time.yaml"
};
static const unsigned char calibration_whole_runs[] = {
#embed "../../hardware-profiles/calibration/whole-runs.yaml"
};
static const unsigned char cerebras_cs_2[] = {
#embed "../../hardware-profiles/cerebras-cs-2.yaml"
};
static const unsigned char cerebras_cs_3[] = {
#embed "../../hardware-profiles/cerebras-cs-3.yaml"
};
static const unsigned char google_tpu_v2[] = {
#embed "../../hardware-profiles/google-tpu-v2.yaml"
};
static const unsigned char google_tpu_v3_core[] = {
#embed "../../hardware-profiles/google-tpu-v3-core.yaml"
};
static const unsigned char google_tpu_v3[] = {
#embed "../../hardware-profiles/google-tpu-v3.yaml"
};
static const unsigned char google_tpu_v4[] = {
#embed "../../hardware-profiles/google-tpu-v4.yaml"
};
static const unsigned char google_tpu_v5e[] = {
#embed "../../hardware-profiles/google-tpu-v5e.yaml"
};
static const unsigned char google_tpu_v5p[] = {
#embed "../../hardware-profiles/google-tpu-v5p.yaml"
};
static const unsigned char google_tpu_v6e[] = {
#embed "../../hardware-profiles/google-tpu-v6e.yaml"
};
static const unsigned char google_tpu7x[] = {
#embed "../../hardware-profiles/google-tpu7x.yaml"
};
static const unsigned char graphcore_bow_ipu[] = {
#embed "../../hardware-profiles/graphcore-bow-ipu.yaml"
};
static const unsigned char groq_lpu_v1[] = {
#embed "../../hardware-profiles/groq-lpu-v1.yaml"
};
static const unsigned char huawei_ascend_910a_32gb[] = {
#embed "../../hardware-profiles/huawei-ascend-910a-32gb.yaml"
};
static const unsigned char huawei_ascend_910b_64gb[] = {
#embed "../../hardware-profiles/huawei-ascend-910b-64gb.yaml"
};
static const unsigned char huawei_ascend_910c_128gb[] = {
#embed "../../hardware-profiles/huawei-ascend-910c-128gb.yaml"
};
static const unsigned char intel_arc_a770_16gb[] = {
#embed "../../hardware-profiles/intel-arc-a770-16gb.yaml"
};
static const unsigned char intel_arc_b580_12gb[] = {
#embed "../../hardware-profiles/intel-arc-b580-12gb.yaml"
};
static const unsigned char intel_gaudi_oam_32gb[] = {
#embed "../../hardware-profiles/intel-gaudi-oam-32gb.yaml"
};
static const unsigned char intel_gaudi2_oam_96gb[] = {
#embed "../../hardware-profiles/intel-gaudi2-oam-96gb.yaml"
};
static const unsigned char intel_gaudi3_oam_128gb[] = {
#embed "../../hardware-profiles/intel-gaudi3-oam-128gb.yaml"
};
static const unsigned char intel_max_1100_pcie_48gb[] = {
#embed "../../hardware-profiles/intel-max-1100-pcie-48gb.yaml"
};
static const unsigned char intel_max_1550_oam_128gb[] = {
#embed "../../hardware-profiles/intel-max-1550-oam-128gb.yaml"
};
static const unsigned char nec_vector_engine_1_pcie_48gb[] = {
#embed "../../hardware-profiles/nec-vector-engine-1-pcie-48gb.yaml"
};
static const unsigned char networks_efa_200[] = {
#embed "../../hardware-profiles/networks/efa-200.yaml"
};
static const unsigned char networks_efa_400[] = {
#embed "../../hardware-profiles/networks/efa-400.yaml"
};
static const unsigned char networks_efa_50[] = {
#embed "../../hardware-profiles/networks/efa-50.yaml"
};
static const unsigned char networks_ethernet_100[] = {
#embed "../../hardware-profiles/networks/ethernet-100.yaml"
};
static const unsigned char networks_ethernet_200[] = {
#embed "../../hardware-profiles/networks/ethernet-200.yaml"
};
static const unsigned char networks_ethernet_25[] = {
#embed "../../hardware-profiles/networks/ethernet-25.yaml"
};
static const unsigned char networks_ethernet_300[] = {
#embed "../../hardware-profiles/networks/ethernet-300.yaml"
};
static const unsigned char networks_ethernet_400[] = {
#embed "../../hardware-profiles/networks/ethernet-400.yaml"
};
static const unsigned char networks_ethernet_600[] = {
#embed "../../hardware-profiles/networks/ethernet-600.yaml"
};
static const unsigned char networks_ethernet_800[] = {
#embed "../../hardware-profiles/networks/ethernet-800.yaml"
};
static const unsigned char networks_gaudi2_roce[] = {
#embed "../../hardware-profiles/networks/gaudi2-roce.yaml"
};
static const unsigned char networks_ici_7x[] = {
#embed "../../hardware-profiles/networks/ici-7x.yaml"
};
static const unsigned char networks_ici_v2[] = {
#embed "../../hardware-profiles/networks/ici-v2.yaml"
};
static const unsigned char networks_ici_v3[] = {
#embed "../../hardware-profiles/networks/ici-v3.yaml"
};
static const unsigned char networks_ici_v4[] = {
#embed "../../hardware-profiles/networks/ici-v4.yaml"
};
static const unsigned char networks_ici_v5e[] = {
#embed "../../hardware-profiles/networks/ici-v5e.yaml"
};
static const unsigned char networks_ici_v5p[] = {
#embed "../../hardware-profiles/networks/ici-v5p.yaml"
};
static const unsigned char networks_ici_v6e[] = {
#embed "../../hardware-profiles/networks/ici-v6e.yaml"
};
static const unsigned char networks_infiniband_edr_100[] = {
#embed "../../hardware-profiles/networks/infiniband-edr-100.yaml"
};
static const unsigned char networks_infiniband_hdr_200[] = {
#embed "../../hardware-profiles/networks/infiniband-hdr-200.yaml"
};
static const unsigned char networks_infiniband_ndr_400[] = {
#embed "../../hardware-profiles/networks/infiniband-ndr-400.yaml"
};
static const unsigned char networks_infiniband_xdr_800[] = {
#embed "../../hardware-profiles/networks/infiniband-xdr-800.yaml"
};
static const unsigned char networks_infinity_fabric_mi300[] = {
#embed "../../hardware-profiles/networks/infinity-fabric-mi300.yaml"
};
static const unsigned char networks_neuronlink_v2[] = {
#embed "../../hardware-profiles/networks/neuronlink-v2.yaml"
};
static const unsigned char networks_nvlink_1[] = {
#embed "../../hardware-profiles/networks/nvlink-1.yaml"
};
static const unsigned char networks_nvlink_2[] = {
#embed "../../hardware-profiles/networks/nvlink-2.yaml"
};
static const unsigned char networks_nvlink_3[] = {
#embed "../../hardware-profiles/networks/nvlink-3.yaml"
};
static const unsigned char networks_nvlink_4[] = {
#embed "../../hardware-profiles/networks/nvlink-4.yaml"
};
static const unsigned char networks_nvlink_5[] = {
#embed "../../hardware-profiles/networks/nvlink-5.yaml"
};
static const unsigned char networks_nvlink_72[] = {
#embed "../../hardware-profiles/networks/nvlink-72.yaml"
};
static const unsigned char networks_pcie_3_x16[] = {
#embed "../../hardware-profiles/networks/pcie-3-x16.yaml"
};
static const unsigned char networks_pcie_4_x16[] = {
#embed "../../hardware-profiles/networks/pcie-4-x16.yaml"
};
static const unsigned char networks_pcie_5_x16[] = {
#embed "../../hardware-profiles/networks/pcie-5-x16.yaml"
};
static const unsigned char nodes_aws_p4d_24xlarge[] = {
#embed "../../hardware-profiles/nodes/aws-p4d-24xlarge.yaml"
};
static const unsigned char nodes_aws_p5_48xlarge[] = {
#embed "../../hardware-profiles/nodes/aws-p5-48xlarge.yaml"
};
static const unsigned char nodes_aws_trn1_32xlarge[] = {
#embed "../../hardware-profiles/nodes/aws-trn1-32xlarge.yaml"
};
static const unsigned char nodes_dgx_a100_320gb[] = {
#embed "../../hardware-profiles/nodes/dgx-a100-320gb.yaml"
};
static const unsigned char nodes_dgx_a100[] = {
#embed "../../hardware-profiles/nodes/dgx-a100.yaml"
};
static const unsigned char nodes_dgx_b200[] = {
#embed "../../hardware-profiles/nodes/dgx-b200.yaml"
};
static const unsigned char nodes_dgx_h100[] = {
#embed "../../hardware-profiles/nodes/dgx-h100.yaml"
};
static const unsigned char nodes_dgx_h200[] = {
#embed "../../hardware-profiles/nodes/dgx-h200.yaml"
};
static const unsigned char nodes_gaudi2_server_8[] = {
#embed "../../hardware-profiles/nodes/gaudi2-server-8.yaml"
};
static const unsigned char nodes_gb200_nvl72[] = {
#embed "../../hardware-profiles/nodes/gb200-nvl72.yaml"
};
static const unsigned char nodes_gb300_nvl72[] = {
#embed "../../hardware-profiles/nodes/gb300-nvl72.yaml"
};
static const unsigned char nodes_hgx_a100_8[] = {
#embed "../../hardware-profiles/nodes/hgx-a100-8.yaml"
};
static const unsigned char nodes_hgx_b200_8[] = {
#embed "../../hardware-profiles/nodes/hgx-b200-8.yaml"
};
static const unsigned char nodes_hgx_h100_8[] = {
#embed "../../hardware-profiles/nodes/hgx-h100-8.yaml"
};
static const unsigned char nodes_hgx_h200_8[] = {
#embed "../../hardware-profiles/nodes/hgx-h200-8.yaml"
};
static const unsigned char nodes_mi300x_platform_8[] = {
#embed "../../hardware-profiles/nodes/mi300x-platform-8.yaml"
};
static const unsigned char nodes_tpu_v4_slice[] = {
#embed "../../hardware-profiles/nodes/tpu-v4-slice.yaml"
};
static const unsigned char nodes_tpu_v5e_slice[] = {
#embed "../../hardware-profiles/nodes/tpu-v5e-slice.yaml"
};
static const unsigned char nodes_tpu_v5p_slice[] = {
#embed "../../hardware-profiles/nodes/tpu-v5p-slice.yaml"
};
static const unsigned char nodes_tpu_v6e_slice[] = {
#embed "../../hardware-profiles/nodes/tpu-v6e-slice.yaml"
};
static const unsigned char nvidia_a10_pcie_24gb[] = {
#embed "../../hardware-profiles/nvidia-a10-pcie-24gb.yaml"
};
static const unsigned char nvidia_a100_pcie_40gb[] = {
#embed "../../hardware-profiles/nvidia-a100-pcie-40gb.yaml"
};
static const unsigned char nvidia_a100_pcie_80gb[] = {
#embed "../../hardware-profiles/nvidia-a100-pcie-80gb.yaml"
};
static const unsigned char nvidia_a100_sxm4_40gb[] = {
#embed "../../hardware-profiles/nvidia-a100-sxm4-40gb.yaml"
};
static const unsigned char nvidia_a100_sxm4_80gb[] = {
#embed "../../hardware-profiles/nvidia-a100-sxm4-80gb.yaml"
};
static const unsigned char nvidia_a10g_pcie_24gb[] = {
#embed "../../hardware-profiles/nvidia-a10g-pcie-24gb.yaml"
};
static const unsigned char nvidia_a16_pcie_64gb[] = {
#embed "../../hardware-profiles/nvidia-a16-pcie-64gb.yaml"
};
static const unsigned char nvidia_a2_pcie_16gb[] = {
#embed "../../hardware-profiles/nvidia-a2-pcie-16gb.yaml"
};
static const unsigned char nvidia_a30_pcie_24gb[] = {
#embed "../../hardware-profiles/nvidia-a30-pcie-24gb.yaml"
};
static const unsigned char nvidia_a40_pcie_48gb[] = {
#embed "../../hardware-profiles/nvidia-a40-pcie-48gb.yaml"
};
static const unsigned char nvidia_a800_pcie_40gb[] = {
#embed "../../hardware-profiles/nvidia-a800-pcie-40gb.yaml"
};
static const unsigned char nvidia_a800_pcie_80gb[] = {
#embed "../../hardware-profiles/nvidia-a800-pcie-80gb.yaml"
};
static const unsigned char nvidia_a800_sxm4_80gb[] = {
#embed "../../hardware-profiles/nvidia-a800-sxm4-80gb.yaml"
};
static const unsigned char nvidia_b100_sxm_192gb[] = {
#embed "../../hardware-profiles/nvidia-b100-sxm-192gb.yaml"
};
static const unsigned char nvidia_b200_sxm_180gb[] = {
#embed "../../hardware-profiles/nvidia-b200-sxm-180gb.yaml"
};
static const unsigned char nvidia_b300_sxm_288gb[] = {
#embed "../../hardware-profiles/nvidia-b300-sxm-288gb.yaml"
};
static const unsigned char nvidia_gb200[] = {
#embed "../../hardware-profiles/nvidia-gb200.yaml"
};
static const unsigned char nvidia_gb300[] = {
#embed "../../hardware-profiles/nvidia-gb300.yaml"
};
static const unsigned char nvidia_gh200_96gb[] = {
#embed "../../hardware-profiles/nvidia-gh200-96gb.yaml"
};
static const unsigned char nvidia_gtx_1080_ti_11gb[] = {
#embed "../../hardware-profiles/nvidia-gtx-1080-ti-11gb.yaml"
};
static const unsigned char nvidia_gtx_titan_x_12gb[] = {
#embed "../../hardware-profiles/nvidia-gtx-titan-x-12gb.yaml"
};
static const unsigned char nvidia_h100_96gb_hbm2e_500w[] = {
#embed "../../hardware-profiles/nvidia-h100-96gb-hbm2e-500w.yaml"
};
static const unsigned char nvidia_h100_nvl_94gb[] = {
#embed "../../hardware-profiles/nvidia-h100-nvl-94gb.yaml"
};
static const unsigned char nvidia_h100_pcie_80gb[] = {
#embed "../../hardware-profiles/nvidia-h100-pcie-80gb.yaml"
};
static const unsigned char nvidia_h100_sxm5_80gb[] = {
#embed "../../hardware-profiles/nvidia-h100-sxm5-80gb.yaml"
};
static const unsigned char nvidia_h20_sxm5_96gb[] = {
#embed "../../hardware-profiles/nvidia-h20-sxm5-96gb.yaml"
};
static const unsigned char nvidia_h200_nvl_141gb[] = {
#embed "../../hardware-profiles/nvidia-h200-nvl-141gb.yaml"
};
static const unsigned char nvidia_h200_sxm_141gb[] = {
#embed "../../hardware-profiles/nvidia-h200-sxm-141gb.yaml"
};
static const unsigned char nvidia_h800_sxm5_80gb[] = {
#embed "../../hardware-profiles/nvidia-h800-sxm5-80gb.yaml"
};
static const unsigned char nvidia_k40_pcie_12gb[] = {
#embed "../../hardware-profiles/nvidia-k40-pcie-12gb.yaml"
};
static const unsigned char nvidia_k80_24gb[] = {
#embed "../../hardware-profiles/nvidia-k80-24gb.yaml"
};
static const unsigned char nvidia_k80_die_12gb[] = {
#embed "../../hardware-profiles/nvidia-k80-die-12gb.yaml"
};
static const unsigned char nvidia_l20_pcie_48gb[] = {
#embed "../../hardware-profiles/nvidia-l20-pcie-48gb.yaml"
};
static const unsigned char nvidia_l4_pcie_24gb[] = {
#embed "../../hardware-profiles/nvidia-l4-pcie-24gb.yaml"
};
static const unsigned char nvidia_l40_pcie_48gb[] = {
#embed "../../hardware-profiles/nvidia-l40-pcie-48gb.yaml"
};
static const unsigned char nvidia_l40s_pcie_48gb[] = {
#embed "../../hardware-profiles/nvidia-l40s-pcie-48gb.yaml"
};
static const unsigned char nvidia_m40_pcie_24gb[] = {
#embed "../../hardware-profiles/nvidia-m40-pcie-24gb.yaml"
};
static const unsigned char nvidia_m60_pcie_16gb[] = {
#embed "../../hardware-profiles/nvidia-m60-pcie-16gb.yaml"
};
static const unsigned char nvidia_p100_pcie_16gb[] = {
#embed "../../hardware-profiles/nvidia-p100-pcie-16gb.yaml"
};
static const unsigned char nvidia_p100_sxm2_16gb[] = {
#embed "../../hardware-profiles/nvidia-p100-sxm2-16gb.yaml"
};
static const unsigned char nvidia_p4_pcie_8gb[] = {
#embed "../../hardware-profiles/nvidia-p4-pcie-8gb.yaml"
};
static const unsigned char nvidia_p40_pcie_24gb[] = {
#embed "../../hardware-profiles/nvidia-p40-pcie-24gb.yaml"
};
static const unsigned char nvidia_quadro_rtx_4000_8gb[] = {
#embed "../../hardware-profiles/nvidia-quadro-rtx-4000-8gb.yaml"
};
static const unsigned char nvidia_quadro_rtx_5000_16gb[] = {
#embed "../../hardware-profiles/nvidia-quadro-rtx-5000-16gb.yaml"
};
static const unsigned char nvidia_quadro_rtx_6000_24gb[] = {
#embed "../../hardware-profiles/nvidia-quadro-rtx-6000-24gb.yaml"
};
static const unsigned char nvidia_quadro_rtx_8000_48gb[] = {
#embed "../../hardware-profiles/nvidia-quadro-rtx-8000-48gb.yaml"
};
static const unsigned char nvidia_rtx_2080_ti_11gb[] = {
#embed "../../hardware-profiles/nvidia-rtx-2080-ti-11gb.yaml"
};
static const unsigned char nvidia_rtx_3060_12gb[] = {
#embed "../../hardware-profiles/nvidia-rtx-3060-12gb.yaml"
};
static const unsigned char nvidia_rtx_3080_10gb[] = {
#embed "../../hardware-profiles/nvidia-rtx-3080-10gb.yaml"
};
static const unsigned char nvidia_rtx_3090_24gb[] = {
#embed "../../hardware-profiles/nvidia-rtx-3090-24gb.yaml"
};
static const unsigned char nvidia_rtx_4000_ada_20gb[] = {
#embed "../../hardware-profiles/nvidia-rtx-4000-ada-20gb.yaml"
};
static const unsigned char nvidia_rtx_4070_ti_12gb[] = {
#embed "../../hardware-profiles/nvidia-rtx-4070-ti-12gb.yaml"
};
static const unsigned char nvidia_rtx_4080_16gb[] = {
#embed "../../hardware-profiles/nvidia-rtx-4080-16gb.yaml"
};
static const unsigned char nvidia_rtx_4090_24gb[] = {
#embed "../../hardware-profiles/nvidia-rtx-4090-24gb.yaml"
};
static const unsigned char nvidia_rtx_5080_16gb[] = {
#embed "../../hardware-profiles/nvidia-rtx-5080-16gb.yaml"
};
static const unsigned char nvidia_rtx_5090_32gb[] = {
#embed "../../hardware-profiles/nvidia-rtx-5090-32gb.yaml"
};
static const unsigned char nvidia_rtx_6000_ada_48gb[] = {
#embed "../../hardware-profiles/nvidia-rtx-6000-ada-48gb.yaml"
};
static const unsigned char nvidia_rtx_a4000_16gb[] = {
#embed "../../hardware-profiles/nvidia-rtx-a4000-16gb.yaml"
};
static const unsigned char nvidia_rtx_a5000_24gb[] = {
#embed "../../hardware-profiles/nvidia-rtx-a5000-24gb.yaml"
};
static const unsigned char nvidia_rtx_a6000_48gb[] = {
#embed "../../hardware-profiles/nvidia-rtx-a6000-48gb.yaml"
};
static const unsigned char nvidia_rtx_pro_6000_server_96gb[] = {
#embed "../../hardware-profiles/nvidia-rtx-pro-6000-server-96gb.yaml"
};
static const unsigned char nvidia_rtx_pro_6000_workstation_96gb[] = {
#embed "../../hardware-profiles/nvidia-rtx-pro-6000-workstation-96gb.yaml"
};
static const unsigned char nvidia_t4_pcie_16gb[] = {
#embed "../../hardware-profiles/nvidia-t4-pcie-16gb.yaml"
};
static const unsigned char nvidia_titan_rtx_24gb[] = {
#embed "../../hardware-profiles/nvidia-titan-rtx-24gb.yaml"
};
static const unsigned char nvidia_titan_v_12gb[] = {
#embed "../../hardware-profiles/nvidia-titan-v-12gb.yaml"
};
static const unsigned char nvidia_titan_xp_12gb[] = {
#embed "../../hardware-profiles/nvidia-titan-xp-12gb.yaml"
};
static const unsigned char nvidia_v100_pcie_16gb[] = {
#embed "../../hardware-profiles/nvidia-v100-pcie-16gb.yaml"
};
static const unsigned char nvidia_v100_pcie_32gb[] = {
#embed "../../hardware-profiles/nvidia-v100-pcie-32gb.yaml"
};
static const unsigned char nvidia_v100_sxm2_16gb[] = {
#embed "../../hardware-profiles/nvidia-v100-sxm2-16gb.yaml"
};
static const unsigned char nvidia_v100_sxm2_32gb[] = {
#embed "../../hardware-profiles/nvidia-v100-sxm2-32gb.yaml"
};
static const unsigned char nvidia_v100_sxm3_32gb[] = {
#embed "../../hardware-profiles/nvidia-v100-sxm3-32gb.yaml"
};
static const unsigned char nvidia_v100s_pcie_32gb[] = {
#embed "../../hardware-profiles/nvidia-v100s-pcie-32gb.yaml"
};
static const unsigned char tenstorrent_wormhole_n150d_12gb[] = {
#embed "../../hardware-profiles/tenstorrent-wormhole-n150d-12gb.yaml"
};
static const unsigned char tenstorrent_wormhole_n300d_24gb[] = {
#embed "../../hardware-profiles/tenstorrent-wormhole-n300d-24gb.yaml"
};

#define FILE_NAMED(name, array) {name, array, sizeof array}

static const embedded_file profiles[] = {
    FILE_NAMED("amd-mi100-pcie-32gb.yaml", amd_mi100_pcie_32gb),
    FILE_NAMED("amd-mi210-pcie-64gb.yaml", amd_mi210_pcie_64gb),
    FILE_NAMED("amd-mi250-oam-128gb.yaml", amd_mi250_oam_128gb),
    FILE_NAMED("amd-mi250x-gcd-64gb.yaml", amd_mi250x_gcd_64gb),
    FILE_NAMED("amd-mi250x-oam-128gb.yaml", amd_mi250x_oam_128gb),
    FILE_NAMED("amd-mi300a-apu-128gb.yaml", amd_mi300a_apu_128gb),
    FILE_NAMED("amd-mi300x-oam-192gb.yaml", amd_mi300x_oam_192gb),
    FILE_NAMED("amd-mi325x-oam-256gb.yaml", amd_mi325x_oam_256gb),
    FILE_NAMED("amd-mi350x-oam-288gb.yaml", amd_mi350x_oam_288gb),
    FILE_NAMED("amd-mi355x-oam-288gb.yaml", amd_mi355x_oam_288gb),
    FILE_NAMED("amd-mi50-pcie-16gb.yaml", amd_mi50_pcie_16gb),
    FILE_NAMED("amd-mi60-pcie-32gb.yaml", amd_mi60_pcie_32gb),
    FILE_NAMED("amd-rx-7900-xtx-24gb.yaml", amd_rx_7900_xtx_24gb),
    FILE_NAMED("apple-m2-ultra-192gb.yaml", apple_m2_ultra_192gb),
    FILE_NAMED("apple-m3-ultra-512gb.yaml", apple_m3_ultra_512gb),
    FILE_NAMED("aws-inferentia2.yaml", aws_inferentia2),
    FILE_NAMED("aws-trainium1.yaml", aws_trainium1),
    FILE_NAMED("aws-trainium2.yaml", aws_trainium2),
    FILE_NAMED("aws-trainium3.yaml", aws_trainium3),
    FILE_NAMED("calibration/step-time.yaml", calibration_step_time),
    FILE_NAMED("calibration/whole-runs.yaml", calibration_whole_runs),
    FILE_NAMED("cerebras-cs-2.yaml", cerebras_cs_2),
    FILE_NAMED("cerebras-cs-3.yaml", cerebras_cs_3),
    FILE_NAMED("google-tpu-v2.yaml", google_tpu_v2),
    FILE_NAMED("google-tpu-v3-core.yaml", google_tpu_v3_core),
    FILE_NAMED("google-tpu-v3.yaml", google_tpu_v3),
    FILE_NAMED("google-tpu-v4.yaml", google_tpu_v4),
    FILE_NAMED("google-tpu-v5e.yaml", google_tpu_v5e),
    FILE_NAMED("google-tpu-v5p.yaml", google_tpu_v5p),
    FILE_NAMED("google-tpu-v6e.yaml", google_tpu_v6e),
    FILE_NAMED("google-tpu7x.yaml", google_tpu7x),
    FILE_NAMED("graphcore-bow-ipu.yaml", graphcore_bow_ipu),
    FILE_NAMED("groq-lpu-v1.yaml", groq_lpu_v1),
    FILE_NAMED("huawei-ascend-910a-32gb.yaml", huawei_ascend_910a_32gb),
    FILE_NAMED("huawei-ascend-910b-64gb.yaml", huawei_ascend_910b_64gb),
    FILE_NAMED("huawei-ascend-910c-128gb.yaml", huawei_ascend_910c_128gb),
    FILE_NAMED("intel-arc-a770-16gb.yaml", intel_arc_a770_16gb),
    FILE_NAMED("intel-arc-b580-12gb.yaml", intel_arc_b580_12gb),
    FILE_NAMED("intel-gaudi-oam-32gb.yaml", intel_gaudi_oam_32gb),
    FILE_NAMED("intel-gaudi2-oam-96gb.yaml", intel_gaudi2_oam_96gb),
    FILE_NAMED("intel-gaudi3-oam-128gb.yaml", intel_gaudi3_oam_128gb),
    FILE_NAMED("intel-max-1100-pcie-48gb.yaml", intel_max_1100_pcie_48gb),
    FILE_NAMED("intel-max-1550-oam-128gb.yaml", intel_max_1550_oam_128gb),
    FILE_NAMED("nec-vector-engine-1-pcie-48gb.yaml", nec_vector_engine_1_pcie_48gb),
    FILE_NAMED("networks/efa-200.yaml", networks_efa_200),
    FILE_NAMED("networks/efa-400.yaml", networks_efa_400),
    FILE_NAMED("networks/efa-50.yaml", networks_efa_50),
    FILE_NAMED("networks/ethernet-100.yaml", networks_ethernet_100),
    FILE_NAMED("networks/ethernet-200.yaml", networks_ethernet_200),
    FILE_NAMED("networks/ethernet-25.yaml", networks_ethernet_25),
    FILE_NAMED("networks/ethernet-300.yaml", networks_ethernet_300),
    FILE_NAMED("networks/ethernet-400.yaml", networks_ethernet_400),
    FILE_NAMED("networks/ethernet-600.yaml", networks_ethernet_600),
    FILE_NAMED("networks/ethernet-800.yaml", networks_ethernet_800),
    FILE_NAMED("networks/gaudi2-roce.yaml", networks_gaudi2_roce),
    FILE_NAMED("networks/ici-7x.yaml", networks_ici_7x),
    FILE_NAMED("networks/ici-v2.yaml", networks_ici_v2),
    FILE_NAMED("networks/ici-v3.yaml", networks_ici_v3),
    FILE_NAMED("networks/ici-v4.yaml", networks_ici_v4),
    FILE_NAMED("networks/ici-v5e.yaml", networks_ici_v5e),
    FILE_NAMED("networks/ici-v5p.yaml", networks_ici_v5p),
    FILE_NAMED("networks/ici-v6e.yaml", networks_ici_v6e),
    FILE_NAMED("networks/infiniband-edr-100.yaml", networks_infiniband_edr_100),
    FILE_NAMED("networks/infiniband-hdr-200.yaml", networks_infiniband_hdr_200),
    FILE_NAMED("networks/infiniband-ndr-400.yaml", networks_infiniband_ndr_400),
    FILE_NAMED("networks/infiniband-xdr-800.yaml", networks_infiniband_xdr_800),
    FILE_NAMED("networks/infinity-fabric-mi300.yaml", networks_infinity_fabric_mi300),
    FILE_NAMED("networks/neuronlink-v2.yaml", networks_neuronlink_v2),
    FILE_NAMED("networks/nvlink-1.yaml", networks_nvlink_1),
    FILE_NAMED("networks/nvlink-2.yaml", networks_nvlink_2),
    FILE_NAMED("networks/nvlink-3.yaml", networks_nvlink_3),
    FILE_NAMED("networks/nvlink-4.yaml", networks_nvlink_4),
    FILE_NAMED("networks/nvlink-5.yaml", networks_nvlink_5),
    FILE_NAMED("networks/nvlink-72.yaml", networks_nvlink_72),
    FILE_NAMED("networks/pcie-3-x16.yaml", networks_pcie_3_x16),
    FILE_NAMED("networks/pcie-4-x16.yaml", networks_pcie_4_x16),
    FILE_NAMED("networks/pcie-5-x16.yaml", networks_pcie_5_x16),
    FILE_NAMED("nodes/aws-p4d-24xlarge.yaml", nodes_aws_p4d_24xlarge),
    FILE_NAMED("nodes/aws-p5-48xlarge.yaml", nodes_aws_p5_48xlarge),
    FILE_NAMED("nodes/aws-trn1-32xlarge.yaml", nodes_aws_trn1_32xlarge),
    FILE_NAMED("nodes/dgx-a100-320gb.yaml", nodes_dgx_a100_320gb),
    FILE_NAMED("nodes/dgx-a100.yaml", nodes_dgx_a100),
    FILE_NAMED("nodes/dgx-b200.yaml", nodes_dgx_b200),
    FILE_NAMED("nodes/dgx-h100.yaml", nodes_dgx_h100),
    FILE_NAMED("nodes/dgx-h200.yaml", nodes_dgx_h200),
    FILE_NAMED("nodes/gaudi2-server-8.yaml", nodes_gaudi2_server_8),
    FILE_NAMED("nodes/gb200-nvl72.yaml", nodes_gb200_nvl72),
    FILE_NAMED("nodes/gb300-nvl72.yaml", nodes_gb300_nvl72),
    FILE_NAMED("nodes/hgx-a100-8.yaml", nodes_hgx_a100_8),
    FILE_NAMED("nodes/hgx-b200-8.yaml", nodes_hgx_b200_8),
    FILE_NAMED("nodes/hgx-h100-8.yaml", nodes_hgx_h100_8),
    FILE_NAMED("nodes/hgx-h200-8.yaml", nodes_hgx_h200_8),
    FILE_NAMED("nodes/mi300x-platform-8.yaml", nodes_mi300x_platform_8),
    FILE_NAMED("nodes/tpu-v4-slice.yaml", nodes_tpu_v4_slice),
    FILE_NAMED("nodes/tpu-v5e-slice.yaml", nodes_tpu_v5e_slice),
    FILE_NAMED("nodes/tpu-v5p-slice.yaml", nodes_tpu_v5p_slice),
    FILE_NAMED("nodes/tpu-v6e-slice.yaml", nodes_tpu_v6e_slice),
    FILE_NAMED("nvidia-a10-pcie-24gb.yaml", nvidia_a10_pcie_24gb),
    FILE_NAMED("nvidia-a100-pcie-40gb.yaml", nvidia_a100_pcie_40gb),
    FILE_NAMED("nvidia-a100-pcie-80gb.yaml", nvidia_a100_pcie_80gb),
    FILE_NAMED("nvidia-a100-sxm4-40gb.yaml", nvidia_a100_sxm4_40gb),
    FILE_NAMED("nvidia-a100-sxm4-80gb.yaml", nvidia_a100_sxm4_80gb),
    FILE_NAMED("nvidia-a10g-pcie-24gb.yaml", nvidia_a10g_pcie_24gb),
    FILE_NAMED("nvidia-a16-pcie-64gb.yaml", nvidia_a16_pcie_64gb),
    FILE_NAMED("nvidia-a2-pcie-16gb.yaml", nvidia_a2_pcie_16gb),
    FILE_NAMED("nvidia-a30-pcie-24gb.yaml", nvidia_a30_pcie_24gb),
    FILE_NAMED("nvidia-a40-pcie-48gb.yaml", nvidia_a40_pcie_48gb),
    FILE_NAMED("nvidia-a800-pcie-40gb.yaml", nvidia_a800_pcie_40gb),
    FILE_NAMED("nvidia-a800-pcie-80gb.yaml", nvidia_a800_pcie_80gb),
    FILE_NAMED("nvidia-a800-sxm4-80gb.yaml", nvidia_a800_sxm4_80gb),
    FILE_NAMED("nvidia-b100-sxm-192gb.yaml", nvidia_b100_sxm_192gb),
    FILE_NAMED("nvidia-b200-sxm-180gb.yaml", nvidia_b200_sxm_180gb),
    FILE_NAMED("nvidia-b300-sxm-288gb.yaml", nvidia_b300_sxm_288gb),
    FILE_NAMED("nvidia-gb200.yaml", nvidia_gb200),
    FILE_NAMED("nvidia-gb300.yaml", nvidia_gb300),
    FILE_NAMED("nvidia-gh200-96gb.yaml", nvidia_gh200_96gb),
    FILE_NAMED("nvidia-gtx-1080-ti-11gb.yaml", nvidia_gtx_1080_ti_11gb),
    FILE_NAMED("nvidia-gtx-titan-x-12gb.yaml", nvidia_gtx_titan_x_12gb),
    FILE_NAMED("nvidia-h100-96gb-hbm2e-500w.yaml", nvidia_h100_96gb_hbm2e_500w),
    FILE_NAMED("nvidia-h100-nvl-94gb.yaml", nvidia_h100_nvl_94gb),
    FILE_NAMED("nvidia-h100-pcie-80gb.yaml", nvidia_h100_pcie_80gb),
    FILE_NAMED("nvidia-h100-sxm5-80gb.yaml", nvidia_h100_sxm5_80gb),
    FILE_NAMED("nvidia-h20-sxm5-96gb.yaml", nvidia_h20_sxm5_96gb),
    FILE_NAMED("nvidia-h200-nvl-141gb.yaml", nvidia_h200_nvl_141gb),
    FILE_NAMED("nvidia-h200-sxm-141gb.yaml", nvidia_h200_sxm_141gb),
    FILE_NAMED("nvidia-h800-sxm5-80gb.yaml", nvidia_h800_sxm5_80gb),
    FILE_NAMED("nvidia-k40-pcie-12gb.yaml", nvidia_k40_pcie_12gb),
    FILE_NAMED("nvidia-k80-24gb.yaml", nvidia_k80_24gb),
    FILE_NAMED("nvidia-k80-die-12gb.yaml", nvidia_k80_die_12gb),
    FILE_NAMED("nvidia-l20-pcie-48gb.yaml", nvidia_l20_pcie_48gb),
    FILE_NAMED("nvidia-l4-pcie-24gb.yaml", nvidia_l4_pcie_24gb),
    FILE_NAMED("nvidia-l40-pcie-48gb.yaml", nvidia_l40_pcie_48gb),
    FILE_NAMED("nvidia-l40s-pcie-48gb.yaml", nvidia_l40s_pcie_48gb),
    FILE_NAMED("nvidia-m40-pcie-24gb.yaml", nvidia_m40_pcie_24gb),
    FILE_NAMED("nvidia-m60-pcie-16gb.yaml", nvidia_m60_pcie_16gb),
    FILE_NAMED("nvidia-p100-pcie-16gb.yaml", nvidia_p100_pcie_16gb),
    FILE_NAMED("nvidia-p100-sxm2-16gb.yaml", nvidia_p100_sxm2_16gb),
    FILE_NAMED("nvidia-p4-pcie-8gb.yaml", nvidia_p4_pcie_8gb),
    FILE_NAMED("nvidia-p40-pcie-24gb.yaml", nvidia_p40_pcie_24gb),
    FILE_NAMED("nvidia-quadro-rtx-4000-8gb.yaml", nvidia_quadro_rtx_4000_8gb),
    FILE_NAMED("nvidia-quadro-rtx-5000-16gb.yaml", nvidia_quadro_rtx_5000_16gb),
    FILE_NAMED("nvidia-quadro-rtx-6000-24gb.yaml", nvidia_quadro_rtx_6000_24gb),
    FILE_NAMED("nvidia-quadro-rtx-8000-48gb.yaml", nvidia_quadro_rtx_8000_48gb),
    FILE_NAMED("nvidia-rtx-2080-ti-11gb.yaml", nvidia_rtx_2080_ti_11gb),
    FILE_NAMED("nvidia-rtx-3060-12gb.yaml", nvidia_rtx_3060_12gb),
    FILE_NAMED("nvidia-rtx-3080-10gb.yaml", nvidia_rtx_3080_10gb),
    FILE_NAMED("nvidia-rtx-3090-24gb.yaml", nvidia_rtx_3090_24gb),
    FILE_NAMED("nvidia-rtx-4000-ada-20gb.yaml", nvidia_rtx_4000_ada_20gb),
    FILE_NAMED("nvidia-rtx-4070-ti-12gb.yaml", nvidia_rtx_4070_ti_12gb),
    FILE_NAMED("nvidia-rtx-4080-16gb.yaml", nvidia_rtx_4080_16gb),
    FILE_NAMED("nvidia-rtx-4090-24gb.yaml", nvidia_rtx_4090_24gb),
    FILE_NAMED("nvidia-rtx-5080-16gb.yaml", nvidia_rtx_5080_16gb),
    FILE_NAMED("nvidia-rtx-5090-32gb.yaml", nvidia_rtx_5090_32gb),
    FILE_NAMED("nvidia-rtx-6000-ada-48gb.yaml", nvidia_rtx_6000_ada_48gb),
    FILE_NAMED("nvidia-rtx-a4000-16gb.yaml", nvidia_rtx_a4000_16gb),
    FILE_NAMED("nvidia-rtx-a5000-24gb.yaml", nvidia_rtx_a5000_24gb),
    FILE_NAMED("nvidia-rtx-a6000-48gb.yaml", nvidia_rtx_a6000_48gb),
    FILE_NAMED("nvidia-rtx-pro-6000-server-96gb.yaml", nvidia_rtx_pro_6000_server_96gb),
    FILE_NAMED("nvidia-rtx-pro-6000-workstation-96gb.yaml", nvidia_rtx_pro_6000_workstation_96gb),
    FILE_NAMED("nvidia-t4-pcie-16gb.yaml", nvidia_t4_pcie_16gb),
    FILE_NAMED("nvidia-titan-rtx-24gb.yaml", nvidia_titan_rtx_24gb),
    FILE_NAMED("nvidia-titan-v-12gb.yaml", nvidia_titan_v_12gb),
    FILE_NAMED("nvidia-titan-xp-12gb.yaml", nvidia_titan_xp_12gb),
    FILE_NAMED("nvidia-v100-pcie-16gb.yaml", nvidia_v100_pcie_16gb),
    FILE_NAMED("nvidia-v100-pcie-32gb.yaml", nvidia_v100_pcie_32gb),
    FILE_NAMED("nvidia-v100-sxm2-16gb.yaml", nvidia_v100_sxm2_16gb),
    FILE_NAMED("nvidia-v100-sxm2-32gb.yaml", nvidia_v100_sxm2_32gb),
    FILE_NAMED("nvidia-v100-sxm3-32gb.yaml", nvidia_v100_sxm3_32gb),
    FILE_NAMED("nvidia-v100s-pcie-32gb.yaml", nvidia_v100s_pcie_32gb),
    FILE_NAMED("tenstorrent-wormhole-n150d-12gb.yaml", tenstorrent_wormhole_n150d_12gb),
    FILE_NAMED("tenstorrent-wormhole-n300d-24gb.yaml", tenstorrent_wormhole_n300d_24gb),
};

const embedded_file *const embedded_profiles = profiles;
const size_t embedded_profile_count = sizeof profiles / sizeof profiles[0];
